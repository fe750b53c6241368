using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PodIdentity.Lab.Aws.Eks;
using PodIdentity.Lab.Aws.Eks.Associations;
using PodIdentity.Lab.Aws.Eks.Protocol;
using PodIdentity.Lab.Aws.Iam;
using PodIdentity.Lab.Aws.Rest;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws.EksAuth;

/// <summary>EKS Auth: gives the agent on a node the credentials of a pod's association in exchange for the pod's token.</summary>
internal sealed partial class EksAuthService(EksState state, IIam iam) : IAwsService
{
    private static readonly RestRoute Route = new("AssumeRoleForPodIdentity", "POST", "/clusters/{cluster}/assume-role-for-pod-identity");

    private static readonly AccessDeniedStyle Style = new(400, "AccessDeniedException", NamesResource: true);

    private readonly PodSessions _sessions = new(iam);

    public string SigningName => "eks-auth";

    public string? OperationOf(HttpRequest request, byte[] body) =>
        Route.Match(request.Method, RestRoute.PathOf(request)) is null ? null : Route.Operation;

    public Task<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        var labels = Route.Match(request.Http.Request.Method, RestRoute.PathOf(request.Http.Request))
            ?? throw UnknownOperation(request.Http.Request, request.Body);
        return Task.FromResult(AwsResponse.Json(AssumeRole(labels["cluster"], request)));
    }

    public AwsResponse Error(AwsException error, string requestId) =>
        new(error.Status, "application/json", EksJson.Write(new JsonObject { ["message"] = error.Message }))
        {
            Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = error.Code },
        };

    public AwsException UnknownOperation(HttpRequest request, byte[] body) =>
        new(403, "AccessDeniedException", "Unable to determine service/operation name to be authorized");

    private string AssumeRole(string clusterName, AwsRequest request)
    {
        var token = TokenOf(request.Body);
        iam.Authorize(request.Caller, "eks-auth:AssumeRoleForPodIdentity", EksCluster.ArnOf(state.Options, clusterName, "cluster"), Style);
        if (state.Find(clusterName) is not { Kubernetes: { } kubernetes } cluster)
            throw new AwsException(404, "ResourceNotFoundException", $"No cluster found for name: {clusterName}.");

        var claims = kubernetes.VerifyServiceAccountToken(token)
            ?? throw new AwsException(400, "InvalidTokenException", "The token included in the request is invalid.");
        CheckClaims(claims);
        if (cluster.Associations.Effective(claims.Namespace, claims.ServiceAccount) is not var (association, settings))
        {
            throw new AwsException(
                404, "ResourceNotFoundException", $"No pod identity association found for service account {claims.Namespace}/{claims.ServiceAccount}.");
        }

        var session = _sessions.Start(cluster, association, settings, claims);
        return EksJson.Write(new JsonObject
        {
            ["subject"] = new JsonObject { ["namespace"] = claims.Namespace, ["serviceAccount"] = claims.ServiceAccount },
            ["audience"] = PodIdentityService.Audience,
            ["podIdentityAssociation"] = new JsonObject { ["associationArn"] = association.Arn, ["associationId"] = association.Id },
            ["assumedRoleUser"] = new JsonObject { ["arn"] = session.AssumedRoleArn, ["assumeRoleId"] = session.AssumedRoleId },
            ["credentials"] = new JsonObject
            {
                ["sessionToken"] = session.SessionToken,
                ["secretAccessKey"] = session.SecretAccessKey,
                ["accessKeyId"] = session.AccessKeyId,
                ["expiration"] = session.Expiration.ToUnixTimeSeconds(),
            },
        });
    }

    private static string TokenOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("token", out var token)
                && token.ValueKind == JsonValueKind.String
                && token.GetString() is { } text
                && ThreeParts().IsMatch(text))
            {
                return text;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a string that is no text: no token either.
        }

        throw new AwsException(400, "InvalidParameterException", "The parameter token should be a JSON Web Token.");
    }

    private void CheckClaims(ServiceAccountToken claims)
    {
        if (!claims.Audiences.Contains(PodIdentityService.Audience))
            throw new AwsException(400, "InvalidTokenException", "The audience of the token included in the request is invalid.");
        var now = state.Now.UtcDateTime;
        if (now >= claims.Expires.UtcDateTime)
        {
            throw new AwsException(
                400,
                "ExpiredTokenException",
                $"The token included in the request is expired: current date/time {now:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'} must be before the "
                + $"expiration date/time {claims.Expires.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}.");
        }

        if (now < claims.NotBefore.UtcDateTime)
        {
            throw new AwsException(
                400,
                "InvalidTokenException",
                $"The token included in the request is not valid yet: current date/time {now:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'} must be after the "
                + $"not before date/time {claims.NotBefore.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9\-_=]+\.[A-Za-z0-9\-_=]+\.[A-Za-z0-9\-_=]+\z")]
    private static partial Regex ThreeParts();
}
