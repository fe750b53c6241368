using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes.AwsClient;

namespace PodIdentity.Lab.Kubernetes.Agent;

/// <summary>Asks EKS Auth for a pod's credentials, with the role of the node.</summary>
internal sealed class EksAuthClient(HttpClient http, ICloud cloud, string clusterName, LabClock clock)
{
    private const int Attempts = 3;

    /// <summary>Neither an answer nor an error of the service came: all that the real agent can name is the request id, and there is none.</summary>
    private const string NoAnswer = "[]";

    // Errors that the service's model knows, and whose fault they are.
    private static readonly Dictionary<string, string> Faults = new()
    {
        ["AccessDeniedException"] = "client",
        ["ExpiredTokenException"] = "client",
        ["InternalServerException"] = "server",
        ["InvalidParameterException"] = "client",
        ["InvalidRequestException"] = "client",
        ["InvalidTokenException"] = "client",
        ["ResourceNotFoundException"] = "client",
        ["ServiceUnavailableException"] = "server",
        ["ThrottlingException"] = "client",
    };

    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(1);

    public async Task<PodCredentials> AssumeRoleAsync(string nodeName, string token, CancellationToken cancellationToken)
    {
        var metadata = cloud.MetadataEndpoint(clusterName, nodeName);
        var nodeRole = (metadata is null ? null : await new InstanceMetadata(http, metadata).GetCredentialsAsync(cancellationToken))
            ?? throw new AgentException(
                500,
                "unable to fetch credentials from EKS Auth: operation error EKS Auth: AssumeRoleForPodIdentity, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found",
                isRecoverable: true);
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["token"] = token }.ToJsonString());
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendAsync(nodeRole, body, cancellationToken);
            }
            catch (AgentException refusal) when (attempt < Attempts && refusal.IsTransient)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), cancellationToken);
            }
        }
    }

    private async Task<PodCredentials> SendAsync(AwsCredentials nodeRole, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(cloud.Endpoint, $"/clusters/{Uri.EscapeDataString(clusterName)}/assume-role-for-pod-identity"));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        RequestSigner.Sign(request, body, nodeRole, cloud.Region, "eks-auth", clock.GetUtcNow());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AttemptLimit);
        try
        {
            using var response = await http.SendAsync(request, limit.Token);
            var answer = Parse(await response.Content.ReadAsStringAsync(limit.Token));
            return response.IsSuccessStatusCode ? PodCredentials.From(answer) : throw Refusal(response, answer);
        }
        catch (Exception unanswered) when (unanswered is HttpRequestException || (unanswered is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new AgentException(500, NoAnswer, isRecoverable: true) { IsTransient = true };
        }
    }

    private static AgentException Refusal(HttpResponseMessage response, JsonNode? answer)
    {
        var status = (int)response.StatusCode;
        var code = (Header("x-amzn-ErrorType") ?? answer.Text("__type") ?? answer.Text("code") ?? "UnknownError").Split(':')[0].Split('#')[^1];
        var message = answer.Text("message") ?? answer.Text("Message");
        return new AgentException(
            status,
            string.Create(CultureInfo.InvariantCulture, $"[{Header("x-amzn-RequestId")}]: ({code}): {message}, fault: {Faults.GetValueOrDefault(code, "unknown")}"),
            code is not ("ResourceNotFoundException" or "ExpiredTokenException" or "InvalidTokenException" or "AccessDeniedException"))
        {
            IsTransient = status is 500 or 502 or 503 or 504 || code is "ThrottlingException" or "Throttling" or "TooManyRequestsException" or "RequestTimeout",
        };

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
    }

    private static JsonNode? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>An error as the agent answers it.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">The body.</param>
/// <param name="isRecoverable">Whether credentials in the cache stay good in spite of it.</param>
internal sealed class AgentException(int status, string message, bool isRecoverable) : Exception(message)
{
    public int Status { get; } = status;

    public bool IsRecoverable { get; } = isRecoverable;

    /// <summary>Whether the next attempt may succeed.</summary>
    public bool IsTransient { get; init; }
}
