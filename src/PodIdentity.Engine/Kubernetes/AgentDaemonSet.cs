using k8s;
using k8s.Models;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>The agent as the cluster runs it: its DaemonSet, its pods, and the nodes they should be on.</summary>
internal static class AgentDaemonSet
{
    public const string Selector = "app.kubernetes.io/name=eks-pod-identity-agent";

    /// <summary>The agent's DaemonSet in whatever namespace, or null.</summary>
    public static async Task<V1DaemonSet?> FindAsync(IKubernetes client, CancellationToken cancellationToken)
    {
        var found = await client.AppsV1.ListDaemonSetForAllNamespacesAsync(labelSelector: Selector, cancellationToken: cancellationToken).ConfigureAwait(false);
        return found.Items.FirstOrDefault();
    }

    /// <summary>Every node, and the agent on it.</summary>
    public static async Task<IReadOnlyList<AgentNode>> ReadNodesAsync(IKubernetes client, CancellationToken cancellationToken)
    {
        var nodes = client.CoreV1.ListNodeAsync(cancellationToken: cancellationToken);
        var pods = client.CoreV1.ListPodForAllNamespacesAsync(labelSelector: Selector, cancellationToken: cancellationToken);
        await Task.WhenAll(nodes, pods).ConfigureAwait(false);

        return Compose((await nodes.ConfigureAwait(false)).Items, (await pods.ConfigureAwait(false)).Items);
    }

    /// <summary>Every node, and which of the agent's pods is on it.</summary>
    public static IReadOnlyList<AgentNode> Compose(IEnumerable<V1Node> nodes, IEnumerable<V1Pod> agentPods)
    {
        var podOfNode = agentPods
            .Where(p => p.Spec.NodeName is not null && p.Metadata.DeletionTimestamp is null)
            .ToLookup(p => p.Spec.NodeName);
        return nodes
            .Select(node => Describe(node, podOfNode[node.Metadata.Name].FirstOrDefault()))
            .OrderBy(n => n.NodeName, StringComparer.Ordinal)
            .ToList();
    }

    /// <summary>Follows the DaemonSet until all pods that it wants are ready, telling of each step.</summary>
    public static async Task WaitUntilReadyAsync(IKubernetes client, V1DaemonSet daemonSet, Action<V1DaemonSetStatus> seen, CancellationToken cancellationToken)
    {
        var name = $"metadata.name={daemonSet.Metadata.Name}";
        var current = daemonSet;
        while (true)
        {
            seen(current.Status);
            if (IsReady(current))
            {
                return;
            }

            var watch = client.AppsV1.WatchListNamespacedDaemonSetAsync(
                daemonSet.Metadata.NamespaceProperty,
                fieldSelector: name,
                resourceVersion: current.Metadata.ResourceVersion,
                cancellationToken: cancellationToken);
            await foreach (var (type, changed) in watch.ConfigureAwait(false))
            {
                if (type is WatchEventType.Added or WatchEventType.Modified)
                {
                    seen(changed.Status);
                    if (IsReady(changed))
                    {
                        return;
                    }
                }
            }

            // The server ended the watch; look again and go on from there.
            current = await client.AppsV1.ReadNamespacedDaemonSetAsync(daemonSet.Metadata.Name, daemonSet.Metadata.NamespaceProperty, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsReady(V1DaemonSet daemonSet) =>
        daemonSet.Status is { } status
        && (status.ObservedGeneration ?? 0) >= (daemonSet.Metadata.Generation ?? 0)
        && (status.UpdatedNumberScheduled ?? 0) >= status.DesiredNumberScheduled
        && status.NumberReady >= status.DesiredNumberScheduled;

    private static AgentNode Describe(V1Node node, V1Pod? pod)
    {
        if (WhyNotExpected(node) is { } reason)
        {
            return new AgentNode(node.Metadata.Name, Expected: false, Ready: false, pod?.Metadata.Name, reason);
        }

        var ready = pod is not null && IsReady(pod);
        return new AgentNode(node.Metadata.Name, Expected: true, ready, pod?.Metadata.Name, ready ? null : WhyNotReady(pod));
    }

    // The node affinity of the agent's DaemonSet, and Auto Mode, whose nodes have the agent built in.
    private static string? WhyNotExpected(V1Node node)
    {
        var labels = node.Metadata.Labels ?? new Dictionary<string, string>();
        var operatingSystem = labels.TryGetValue("kubernetes.io/os", out var os) ? os : "linux";
        var architecture = labels.TryGetValue("kubernetes.io/arch", out var arch) ? arch : "amd64";
        return labels.TryGetValue("eks.amazonaws.com/compute-type", out var computeType) ? computeType switch
        {
            "fargate" => "Fargate does not support EKS Pod Identity.",
            "hybrid" => "Hybrid nodes have a DaemonSet of their own, off by default.",
            "auto" => "Auto Mode has the agent built in.",
            _ => null,
        }
        : operatingSystem != "linux" ? $"EKS Pod Identity does not run on {operatingSystem}."
        : architecture is not ("amd64" or "arm64") ? $"There is no agent for {architecture}."
        : null;
    }

    private static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(c => c.Type == "Ready" && c.Status == "True") == true;

    private static string WhyNotReady(V1Pod? pod)
    {
        var waiting = (pod?.Status?.InitContainerStatuses ?? [])
            .Concat(pod?.Status?.ContainerStatuses ?? [])
            .Select(c => c.State?.Waiting?.Reason ?? c.State?.Terminated?.Reason)
            .FirstOrDefault(r => r is not null and not "Completed");
        return pod is null ? "There is no agent pod on this node." : $"The agent's pod is {waiting ?? pod.Status?.Phase ?? "not started"}.";
    }
}
