using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using k8s.Autorest;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine;

/// <summary>The one place where errors of AWS, Kubernetes and the network that no operation expected become errors with an id and a way out.</summary>
internal static partial class ErrorMapping
{
    /// <summary>The error as users see it.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="target">What the operation was about.</param>
    public static PodIdentityException Map(Exception error, object? target) => error switch
    {
        PodIdentityException known => known,
        AmazonServiceException e when IsCredentialFailure(e) => CredentialsNotFound(e, target),
        AmazonServiceException e when e.ErrorCode is not null => FromAwsCode(e, target),
        AmazonClientException e when IsCredentialFailure(e) => CredentialsNotFound(e, target),
        HttpOperationException e => FromKubernetes(e, target),
        _ when Find<AuthenticationException>(error) is { } e => new(
            "CertificateRejected", ErrorKind.ConnectionError, target, $"The server's certificate was refused: {Errors.Told(e.Message)}", "Make sure that nothing stands between you and the endpoint, and that the kubeconfig belongs to this cluster.", error),
        _ when IsUnreachable(error) => new(
            "EndpointUnreachable", ErrorKind.ConnectionError, target, $"The endpoint could not be reached: {Errors.Told(Innermost(error).Message)}", "Check the network, -EndpointUrl or AWS_ENDPOINT_URL, -Region, and for the cluster whether its API endpoint is reachable from here (private clusters need a VPN or a host in the VPC).", error),
        AmazonServiceException or AmazonClientException => new(
            "AwsError", ErrorKind.InvalidResult, target, $"AWS could not be asked: {Errors.Told(error.Message)}", "Run the command again with -Verbose; if the error stays, check the credentials and the endpoint.", error),
        _ => new(
            "Unexpected", ErrorKind.NotSpecified, target, $"Unexpected {error.GetType().Name}: {Errors.Told(error.Message)}", "This is a fault of the module: please report it with the command and this message.", error),
    };

    private static PodIdentityException FromAwsCode(AmazonServiceException e, object? target) => Code(e) switch
    {
        "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" => AccessDenied(e, target),
        "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" => new(
            "CredentialsExpired", ErrorKind.AuthenticationError, target, $"The AWS credentials have expired: {Errors.Told(e.Message)}", "Renew them (for a profile with SSO: `aws sso login`), then run the command again.", e),
        "InvalidClientTokenId" or "UnrecognizedClientException" or "SignatureDoesNotMatch" or "InvalidSignatureException" or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" or "InvalidAccessKeyId" => new(
            "CredentialsRejected", ErrorKind.AuthenticationError, target, $"AWS does not accept the credentials: {Errors.Told(e.Message)}", "Check the keys or -ProfileName, and the clock of this machine.", e),
        "Throttling" or "ThrottlingException" or "TooManyRequestsException" or "RequestLimitExceeded" => new(
            "Throttled", ErrorKind.ResourceUnavailable, target, $"AWS goes on refusing requests because there are too many: {Errors.Told(e.Message)}", "Run the command again later; what was done stays and is not done twice.", e),
        "LimitExceeded" or "LimitExceededException" or "ResourceLimitExceededException" => new(
            "QuotaExceeded", ErrorKind.QuotaExceeded, target, $"An AWS quota is used up: {Errors.Told(e.Message)}", "Remove what is no longer needed, or ask for a higher quota in Service Quotas.", e),
        _ when (int)e.StatusCode >= 500 => new(
            "AwsUnavailable", ErrorKind.ResourceUnavailable, target, $"AWS failed ({Code(e)}, HTTP {(int)e.StatusCode}): {Errors.Told(e.Message)}", "Run the command again; it goes on from where it stopped.", e),
        var code => new(
            "AwsError", ErrorKind.InvalidOperation, target, $"AWS refused the request ({code}): {Errors.Told(e.Message)}", "Change what the message names; -Verbose shows the step that failed.", e),
    };

    private static PodIdentityException AccessDenied(AmazonServiceException e, object? target)
    {
        var denied = DeniedPattern().Match(e.Message);
        var (action, resource) = (denied.Groups["action"].Value, denied.Groups["resource"].Value);
        var way = denied.Success
            ? $"Allow {action}{(resource.Length > 0 ? $" on {resource}" : "")} in a policy of the identity that runs this command."
            : "Allow the action that the message names in a policy of the identity that runs this command.";
        return new("AccessDenied", ErrorKind.PermissionDenied, target, Errors.Told(e.Message), way, e);
    }

    private static PodIdentityException FromKubernetes(HttpOperationException e, object? target)
    {
        var message = KubernetesErrors.MessageOf(e.Response.Content);
        return e.Response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new(
                "KubernetesUnauthorized", ErrorKind.AuthenticationError, target, $"The cluster does not know this identity: {message}", "Give it an access entry with `aws eks create-access-entry` (or a line in aws-auth), or use -KubeConfigPath.", e),
            HttpStatusCode.Forbidden => new(
                "KubernetesForbidden", ErrorKind.PermissionDenied, target, $"The cluster forbids it: {message}", "Grant the verb and resource that the message names by RBAC or by an EKS access policy.", e),
            HttpStatusCode.NotFound => new(
                "KubernetesNotFound", ErrorKind.ObjectNotFound, target, $"The cluster has no such object: {message}", "Check -Namespace and the names given.", e),
            var status when (int)status >= 500 || status == HttpStatusCode.TooManyRequests => new(
                "KubernetesUnavailable", ErrorKind.ResourceUnavailable, target, $"The cluster's API server failed (HTTP {(int)status}): {message}", "Run the command again; it goes on from where it stopped.", e),
            var status => new(
                "KubernetesError", ErrorKind.InvalidOperation, target, $"The cluster refused the request (HTTP {(int)status}): {message}", "Change what the message names; -Verbose shows the step that failed.", e),
        };
    }

    private static PodIdentityException CredentialsNotFound(Exception e, object? target) => new(
        "CredentialsNotFound",
        ErrorKind.AuthenticationError,
        target,
        $"There are no AWS credentials: {Errors.Told(e.Message)}",
        "Give -ProfileName, sign in with `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
        e);

    // The SDK has no type of its own for this; both texts are those of its credential chain.
    private static bool IsCredentialFailure(Exception e) =>
        e is AmazonServiceException { ErrorCode: null } or AmazonClientException
        && (e.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("Instance Metadata", StringComparison.OrdinalIgnoreCase));

    private static bool IsUnreachable(Exception error) =>
        Find<SocketException>(error) is not null || Find<HttpRequestException>(error) is not null || Find<TimeoutException>(error) is not null
        || Find<TaskCanceledException>(error) is not null || Find<IOException>(error) is not null;

    private static string Code(AmazonServiceException e) => e.ErrorCode.Split('#')[^1].Split(':')[0];

    private static T? Find<T>(Exception? error)
        where T : Exception => error switch
        {
            null => null,
            T found => found,
            _ => Find<T>(error.InnerException),
        };

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;

    [GeneratedRegex(@"not authorized to perform: (?<action>[\w-]+:\w+)(?: on resource: (?<resource>\S+))?")]
    private static partial Regex DeniedPattern();
}
