using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Diagnosis;

/// <summary>The webhook that gives pods their variables.</summary>
internal sealed partial class Facts
{
    /// <summary>The configuration of the pod identity webhook, or null.</summary>
    public Task<Reading<V1MutatingWebhookConfiguration?>> WebhookAsync() => OnceAsync("`get` on `mutatingwebhookconfigurations`", async () =>
    {
        try
        {
            return await Client.AdmissionregistrationV1.ReadMutatingWebhookConfigurationAsync(Effectiveness.WebhookName, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    });

    /// <summary>Pods of the service account as several API servers would admit them, or why they would not. A dry run writes nothing.</summary>
    public Task<Reading<DryRun>> DryRunAsync() => OnceAsync($"`create` on `pods` in namespace {request.Namespace}", async () =>
    {
        try
        {
            return new DryRun(await new Effectiveness(Connection, host, request.Namespace, request.ServiceAccount).DryRunAsync(cancellationToken).ConfigureAwait(false), null, null);
        }
        catch (HttpOperationException e) when (!IsMissingPermission(e))
        {
            var message = KubernetesErrors.MessageOf(e.Response.Content);
            return new DryRun([], Errors.Told(message), PodRefusal.Explain(e, request.Namespace, $"{request.Namespace}/{request.ServiceAccount}"));
        }
    });

    /// <summary>Labels of the namespace.</summary>
    public Task<Reading<IDictionary<string, string>>> NamespaceLabelsAsync() => OnceAsync<IDictionary<string, string>>("`get` on `namespaces`", async () =>
        (await Client.CoreV1.ReadNamespaceAsync(request.Namespace, cancellationToken: cancellationToken).ConfigureAwait(false)).Metadata.Labels ?? new Dictionary<string, string>());

    // Quotas, Pod Security and admission webhooks are 403 as well; they say something else.
    private static bool IsMissingPermission(HttpOperationException e) =>
        e.Response.StatusCode == HttpStatusCode.Unauthorized
        || (e.Response.StatusCode == HttpStatusCode.Forbidden && KubernetesErrors.MessageOf(e.Response.Content).Contains("cannot create resource", StringComparison.Ordinal));
}

/// <summary>What came of a dry run of pods.</summary>
/// <param name="Pods">As they would be admitted.</param>
/// <param name="Refusal">The API server's own words, when it does not take the pod.</param>
/// <param name="Explanation">What they mean, where that is known.</param>
internal sealed record DryRun(IReadOnlyList<V1Pod> Pods, string? Refusal, PodIdentityException? Explanation);
