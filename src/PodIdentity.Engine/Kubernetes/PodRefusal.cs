using System.Net;
using System.Text.RegularExpressions;
using k8s.Autorest;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Why an API server does not take a pod, told as what it is: a quota, Pod Security, or an admission webhook of the cluster's owner.</summary>
internal static partial class PodRefusal
{
    /// <summary>Whether there would be room once another pod is gone.</summary>
    public static bool IsQuota(HttpOperationException e) =>
        e.Response.StatusCode == HttpStatusCode.Forbidden && KubernetesErrors.MessageOf(e.Response.Content).Contains("exceeded quota", StringComparison.Ordinal);

    /// <summary>The refusal as users see it; null when it is about something else.</summary>
    /// <param name="e">The answer to the creation.</param>
    /// <param name="namespace">Where the pod was to be.</param>
    /// <param name="target">What the pod was for.</param>
    public static PodIdentityException? Explain(HttpOperationException e, string @namespace, string target)
    {
        var message = KubernetesErrors.MessageOf(e.Response.Content);
        return e.Response.StatusCode switch
        {
            HttpStatusCode.Forbidden when QuotaPattern().Match(message) is { Success: true } quota => new(
                "PodQuotaExceeded", ErrorKind.QuotaExceeded, target, $"A quota of namespace '{@namespace}' leaves no room for the pod: {Errors.Told(message)}",
                $"Free or raise the quota; `kubectl describe resourcequota {quota.Groups["name"].Value} -n {@namespace}` shows what uses it. Test-PodS3Access -PodName runs in a pod that is there already.", e),
            HttpStatusCode.Forbidden when message.Contains("violates PodSecurity", StringComparison.Ordinal) => new(
                "PodSecurityViolation", ErrorKind.PermissionDenied, target, $"The Pod Security Standard of namespace '{@namespace}' refuses the pod: {Errors.Told(message)}",
                $"Change what the message names, or the label pod-security.kubernetes.io/enforce of the namespace; a probe pod passes the level restricted as Kubernetes defines it.", e),
            _ when WebhookPattern().Match(message) is { Success: true } webhook => new(
                "PodAdmissionDenied", ErrorKind.PermissionDenied, target, $"The admission webhook {webhook.Groups["name"].Value} of the cluster refuses the pod: {Errors.Told(message)}",
                $"Ask the webhook's owner for an exception for namespace '{@namespace}', give an -Image that its policy allows, or run the test in a pod of yours with -PodName.", e),
            _ when PolicyPattern().Match(message) is { Success: true } policy => new(
                "PodAdmissionDenied", ErrorKind.PermissionDenied, target, $"The admission policy {policy.Groups["name"].Value} of the cluster refuses the pod: {Errors.Told(message)}",
                $"Ask the policy's owner for an exception for namespace '{@namespace}', give an -Image that it allows, or run the test in a pod of yours with -PodName.", e),
            HttpStatusCode.InternalServerError when BrokenWebhookPattern().Match(message) is { Success: true } webhook => new(
                "AdmissionWebhookFailed", ErrorKind.ResourceUnavailable, target, $"No pod can be created: the cluster's admission webhook {webhook.Groups["name"].Value} does not answer. {Errors.Told(message)}",
                "Mend the webhook's service, or have its owner set failurePolicy Ignore; `kubectl get mutatingwebhookconfigurations,validatingwebhookconfigurations` lists them.", e),
            HttpStatusCode.Forbidden when message.Contains("error looking up service account", StringComparison.Ordinal) => new(
                "ServiceAccountNotFound", ErrorKind.ObjectNotFound, target, $"The service account is not there (any more): {Errors.Told(message)}",
                "Check -Namespace and -ServiceAccount, or add -CreateServiceAccount.", e),
            HttpStatusCode.NotFound when message.StartsWith("namespaces ", StringComparison.Ordinal) => new(
                "NamespaceNotFound", ErrorKind.ObjectNotFound, @namespace, $"There is no namespace '{@namespace}' in the cluster.",
                $"Create it with `kubectl create namespace {@namespace}`, or check -Namespace.", e),
            HttpStatusCode.Forbidden when message.Contains("is being terminated", StringComparison.Ordinal) => new(
                "NamespaceTerminating", ErrorKind.InvalidOperation, @namespace, $"Namespace '{@namespace}' is being deleted: {Errors.Told(message)}",
                "Use another -Namespace, or create it anew once it is gone.", e),
            HttpStatusCode.UnprocessableEntity => new(
                "PodInvalid", ErrorKind.InvalidArgument, target, $"The cluster does not take the pod: {Errors.Told(message)}",
                "Change what the message names, e.g. -Image.", e),
            _ => null,
        };
    }

    [GeneratedRegex("(?:exceeded|failed) quota: (?<name>[^,:]+)")]
    private static partial Regex QuotaPattern();

    [GeneratedRegex("admission webhook \"(?<name>[^\"]+)\" denied the request")]
    private static partial Regex WebhookPattern();

    [GeneratedRegex("ValidatingAdmissionPolicy '(?<name>[^']+)'.* denied request")]
    private static partial Regex PolicyPattern();

    [GeneratedRegex("failed calling webhook \"(?<name>[^\"]+)\"")]
    private static partial Regex BrokenWebhookPattern();
}
