using k8s;
using k8s.Autorest;
using k8s.Models;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>The agent as the cluster runs it: its DaemonSets, its pods, and the nodes they should be on.</summary>
internal static class AgentDaemonSet
{
    public const string Selector = "app.kubernetes.io/name=eks-pod-identity-agent";

    private const int LogLines = 3;

    /// <summary>The agent's DaemonSet in whatever namespace, or null.</summary>
    public static async Task<V1DaemonSet?> FindAsync(IKubernetes client, CancellationToken cancellationToken) =>
        (await ListAsync(client, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>The agent's DaemonSets: usually one; hybrid nodes have another, if it is turned on.</summary>
    public static async Task<IList<V1DaemonSet>> ListAsync(IKubernetes client, CancellationToken cancellationToken) =>
        (await client.AppsV1.ListDaemonSetForAllNamespacesAsync(labelSelector: Selector, cancellationToken: cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>Every node, and the agent on it.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="daemonSets">The agent's; without any, the nodes are told that the add-on would take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<AgentNode>> ReadNodesAsync(IKubernetes client, Task<IList<V1DaemonSet>> daemonSets, CancellationToken cancellationToken)
    {
        var nodes = client.CoreV1.ListNodeAsync(cancellationToken: cancellationToken);
        var pods = client.CoreV1.ListPodForAllNamespacesAsync(labelSelector: Selector, cancellationToken: cancellationToken);
        await Task.WhenAll(nodes, pods, daemonSets).ConfigureAwait(false);

        return Compose((await nodes.ConfigureAwait(false)).Items, (await pods.ConfigureAwait(false)).Items, await daemonSets.ConfigureAwait(false));
    }

    /// <summary>Every node, and which of the agent's pods is on it.</summary>
    public static IReadOnlyList<AgentNode> Compose(IEnumerable<V1Node> nodes, IEnumerable<V1Pod> agentPods, IList<V1DaemonSet> daemonSets)
    {
        var podOfNode = agentPods
            .Where(p => NodeOf(p) is not null && p.Metadata.DeletionTimestamp is null)
            .ToLookup(NodeOf);
        return nodes
            .Select(node => Describe(node, daemonSets, podOfNode[node.Metadata.Name].FirstOrDefault()))
            .OrderBy(n => n.NodeName, StringComparer.Ordinal)
            .ToList();
    }

    /// <summary>Follows the DaemonSet until all pods that it wants are ready, telling of each step.</summary>
    /// <returns>False when it was deleted meanwhile.</returns>
    public static async Task<bool> WaitUntilReadyAsync(IKubernetes client, V1DaemonSet daemonSet, Action<V1DaemonSetStatus?> seen, CancellationToken cancellationToken)
    {
        var watch = ObjectWatch.DaemonSet(client, daemonSet.Metadata.NamespaceProperty, daemonSet.Metadata.Name);
        return await watch.UntilAsync(daemonSet, Decide, cancellationToken).ConfigureAwait(false) is not null;

        bool Decide(V1DaemonSet now)
        {
            seen(now.Status);
            return IsReady(now);
        }
    }

    /// <summary>The last lines that the agent's pod on a node logged; null where there are none to read.</summary>
    public static async Task<string?> ReadLogTailAsync(IKubernetes client, AgentNode node, CancellationToken cancellationToken)
    {
        try
        {
            var pods = await client.CoreV1.ListPodForAllNamespacesAsync(labelSelector: Selector, fieldSelector: $"spec.nodeName={node.NodeName}", cancellationToken: cancellationToken).ConfigureAwait(false);
            if (pods.Items.FirstOrDefault(p => p.Metadata.Name == node.PodName) is not { } pod)
            {
                return null;
            }

            var log = await client.CoreV1.ReadNamespacedPodLogAsync(
                pod.Metadata.Name, pod.Metadata.NamespaceProperty, container: pod.Spec.Containers[0].Name, tailLines: LogLines, cancellationToken: cancellationToken).ConfigureAwait(false);
            using var reader = new StreamReader(log);
            var text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            return string.Join(" | ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) is { Length: > 0 } tail ? tail : null;
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException)
        {
            // The log is an extra: the pod's status has to do.
            return null;
        }
    }

    /// <summary>The node that the pod is on or bound for: a DaemonSet makes each of its pods for one node, and says so in its affinity.</summary>
    private static string? NodeOf(V1Pod pod) => pod.Spec.NodeName ?? pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms
        .SelectMany(term => term.MatchFields ?? [])
        .FirstOrDefault(field => field.Key == "metadata.name")?.Values.FirstOrDefault();

    private static bool IsReady(V1DaemonSet daemonSet) =>
        daemonSet.Status is { } status
        && (status.ObservedGeneration ?? 0) >= (daemonSet.Metadata.Generation ?? 0)
        && (status.UpdatedNumberScheduled ?? 0) >= status.DesiredNumberScheduled
        && status.NumberReady >= status.DesiredNumberScheduled;

    private static AgentNode Describe(V1Node node, IList<V1DaemonSet> daemonSets, V1Pod? pod)
    {
        if (WhyNotExpected(node, daemonSets) is { } reason)
        {
            return new AgentNode(node.Metadata.Name, Expected: false, Ready: false, pod?.Metadata.Name, reason);
        }

        var ready = pod is not null && IsReady(pod);
        return new AgentNode(node.Metadata.Name, Expected: true, ready, pod?.Metadata.Name, ready ? null : WhyNotReady(node, pod));
    }

    /// <summary>What DaemonSets there are decides; where there is none, what the add-on's would.</summary>
    private static string? WhyNotExpected(V1Node node, IList<V1DaemonSet> daemonSets)
    {
        var off = daemonSets.Select(d => NodeMatch.WhyNot(d.Spec.Template.Spec, node)).ToList();
        return off.Contains(null)
            ? null
            : WhyImpossible(node) ?? (off.Count == 0 ? null : $"The {off[0]} of the agent's DaemonSet leaves this node out.");
    }

    // The node affinity of the add-on's DaemonSet, and Auto Mode, whose nodes have the agent built in.
    private static string? WhyImpossible(V1Node node)
    {
        var labels = node.Metadata.Labels ?? new Dictionary<string, string>();
        var operatingSystem = labels.TryGetValue("kubernetes.io/os", out var os) ? os : "linux";
        var architecture = labels.TryGetValue("kubernetes.io/arch", out var arch) ? arch : "amd64";
        var computeType = labels.TryGetValue("eks.amazonaws.com/compute-type", out var type) ? type : null;
        return computeType switch
        {
            "fargate" => "Fargate does not support EKS Pod Identity.",
            "hybrid" => "Hybrid nodes have a DaemonSet of their own, off by default.",
            "auto" => "Auto Mode has the agent built in.",
            _ when operatingSystem != "linux" => $"EKS Pod Identity does not run on {operatingSystem}.",
            _ when architecture is not ("amd64" or "arm64") => $"There is no agent for {architecture}.",
            _ => null,
        };
    }

    private static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(c => c.Type == "Ready" && c.Status == "True") == true;

    private static string WhyNotReady(V1Node node, V1Pod? pod)
    {
        if (node.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready") is { Status: not "True" } condition)
        {
            return $"The node is not ready{(string.IsNullOrEmpty(condition.Reason) ? "" : $" ({condition.Reason})")}.";
        }

        if (pod is null)
        {
            return "There is no agent pod on this node.";
        }

        if (pod.Status?.Conditions?.FirstOrDefault(c => c is { Type: "PodScheduled", Status: "False" }) is { } unscheduled)
        {
            return $"The agent's pod is not scheduled: {Errors.Told(unscheduled.Message ?? unscheduled.Reason ?? "no reason given")}";
        }

        var state = (pod.Status?.InitContainerStatuses ?? [])
            .Concat(pod.Status?.ContainerStatuses ?? [])
            .Select(c => c.State)
            .FirstOrDefault(s => s is { Waiting: not null } or { Terminated.Reason: not "Completed" });
        return state switch
        {
            { Waiting: { } waiting } => $"The agent's pod is {waiting.Reason ?? "waiting"}{(string.IsNullOrEmpty(waiting.Message) ? "" : $": {Errors.Told(waiting.Message)}")}.",
            { Terminated: { } ended } => $"The agent's pod is {ended.Reason ?? "terminated"} (exit code {ended.ExitCode}).",
            _ => $"The agent's pod is {pod.Status?.Phase ?? "not started"}, not ready yet.",
        };
    }
}
