using k8s;
using k8s.Models;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Diagnosis;

internal sealed partial class Facts
{
    private const int AgentLogLines = 5;

    /// <summary>The agent's pods that are not ending, on all nodes.</summary>
    public Task<Reading<IList<V1Pod>>> AgentPodsAsync() => OnceAsync<IList<V1Pod>>("`list` on `pods` of all namespaces", async () =>
    {
        var pods = await Client.CoreV1.ListPodForAllNamespacesAsync(labelSelector: AgentDaemonSet.Selector, cancellationToken: cancellationToken).ConfigureAwait(false);
        return [.. pods.Items.Where(pod => pod.Metadata.DeletionTimestamp is null)];
    });

    /// <summary>The last lines that a pod of the agent logged.</summary>
    public Task<Reading<string>> AgentLogAsync(V1Pod pod) => OnceAsync(
        $"`get` on `pods/log` in namespace {pod.Namespace()}",
        async () =>
        {
            using var log = await Client.CoreV1.ReadNamespacedPodLogAsync(
                pod.Name(), pod.Namespace(), container: pod.Spec.Containers[0].Name, tailLines: AgentLogLines, cancellationToken: cancellationToken).ConfigureAwait(false);
            using var reader = new StreamReader(log);
            return (await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).Trim();
        },
        $"AgentLog {pod.Namespace()}/{pod.Name()}");

    /// <summary>All pods of a node: to find who takes the agent's port.</summary>
    public Task<Reading<IList<V1Pod>>> PodsOfNodeAsync(string nodeName) => OnceAsync(
        "`list` on `pods` of all namespaces",
        async () => (await Client.CoreV1.ListPodForAllNamespacesAsync(fieldSelector: $"spec.nodeName={nodeName}", cancellationToken: cancellationToken).ConfigureAwait(false)).Items,
        $"PodsOfNode {nodeName}");
}
