using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Waiting;

/// <summary>
/// Finds out whether new pods of a service account get credentials. EKS gives associations no status, so the cluster is asked: a dry run of a pod
/// must come back with the variables that the pod identity webhook injects.
/// </summary>
internal sealed class Effectiveness(ClusterConnection connection, IOperationHost host, string @namespace, string serviceAccount)
{
    /// <summary>The variable by which SDKs find the agent.</summary>
    public const string InjectedVariable = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

    /// <summary>The webhook that EKS registers in every cluster.</summary>
    public const string WebhookName = "pod-identity-webhook";
    private const string PauseImage = "public.ecr.aws/eks-distro/kubernetes/pause:3.10";

    // Each API server has a webhook of its own, and the load balancer picks the server anew for each connection.
    private const int AgreeingServers = 3;

    /// <summary>Waits until new pods get credentials. What an API server fails to answer meanwhile is asked again.</summary>
    public async Task WaitAsync(Action<string> seen, CancellationToken cancellationToken)
    {
        var dryRun = await AllowsDryRunAsync(cancellationToken).ConfigureAwait(false);
        var backoff = dryRun ? Backoff.ForKubernetes() : Backoff.ForAws();
        while (true)
        {
            try
            {
                var injected = dryRun
                    ? await CountInjectedAsync(cancellationToken).ConfigureAwait(false)
                    : await DisposablePodIsInjectedAsync(cancellationToken).ConfigureAwait(false) ? AgreeingServers : 0;
                seen($"{injected} of {AgreeingServers} new pods were given credentials");
                if (injected == AgreeingServers)
                {
                    return;
                }
            }
            catch (HttpOperationException e) when (dryRun && RefusesDryRun(e))
            {
                host.WriteVerbose($"A webhook of the cluster forbids dry runs ({Errors.Shown(KubernetesErrors.MessageOf(e.Response.Content))}); a disposable pod is created instead.");
                dryRun = false;
                continue;
            }
            catch (HttpOperationException e) when (Passes(e))
            {
                seen($"the API server answered {(int)e.Response.StatusCode}: {Errors.Shown(KubernetesErrors.MessageOf(e.Response.Content))}");
            }
            catch (HttpRequestException e) when (!cancellationToken.IsCancellationRequested)
            {
                seen($"the API server could not be reached: {Errors.Shown(e.Message)}");
            }

            await backoff.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a pod, as admitted, has the variable in its first container.</summary>
    public static bool IsInjected(V1Pod pod) => pod.Spec.Containers[0].Env?.Any(e => e.Name == InjectedVariable) == true;

    /// <summary>An API server refuses a dry run when a webhook might have side effects.</summary>
    private async Task<bool> AllowsDryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var webhook = await connection.Client.AdmissionregistrationV1.ReadMutatingWebhookConfigurationAsync(WebhookName, cancellationToken: cancellationToken).ConfigureAwait(false);
            return webhook.Webhooks.All(w => w.SideEffects is "None" or "NoneOnDryRun");
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            host.WriteVerbose($"The webhook's configuration cannot be read ({(int)e.Response.StatusCode}); it is taken to allow dry runs, as its published one does.");
            return true;
        }
    }

    private async Task<int> CountInjectedAsync(CancellationToken cancellationToken) =>
        (await DryRunAsync(cancellationToken).ConfigureAwait(false)).Count(IsInjected);

    /// <summary>Pods as several API servers would admit them; none is created.</summary>
    public async Task<IReadOnlyList<V1Pod>> DryRunAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(Enumerable.Range(0, AgreeingServers).Select(_ => DryRunOnceAsync(cancellationToken))).ConfigureAwait(false);

    private async Task<V1Pod> DryRunOnceAsync(CancellationToken cancellationToken)
    {
        using var client = connection.NewClient();
        return await client.CoreV1.CreateNamespacedPodAsync(Pod(), @namespace, dryRun: "All", cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> DisposablePodIsInjectedAsync(CancellationToken cancellationToken)
    {
        // Not stopped half way: a pod whose name is not known could not be deleted.
        var pod = await ProbePod.CreateAsync(connection.Client, Pod(), CancellationToken.None).ConfigureAwait(false);
        await ProbePod.DeleteAsync(connection.Client, @namespace, pod.Metadata.Name, CancellationToken.None).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return IsInjected(pod);
    }

    // The webhook's configuration could not be read, or another webhook is in the way.
    private static bool RefusesDryRun(HttpOperationException e) =>
        e.Response.StatusCode == HttpStatusCode.BadRequest && KubernetesErrors.MessageOf(e.Response.Content).Contains("does not support dry run", StringComparison.Ordinal);

    // A service account that was just made is not known to every API server at once.
    private static bool Passes(HttpOperationException e) => (int)e.Response.StatusCode is >= 500 or 429
        || (e.Response.StatusCode == HttpStatusCode.Forbidden && KubernetesErrors.MessageOf(e.Response.Content).Contains("error looking up service account", StringComparison.Ordinal));

    private V1Pod Pod() => ProbePod.Specify(@namespace, serviceAccount, PauseImage);
}
