using Amazon.EKS.Model;
using k8s.Models;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The agent on the nodes of the pods: each that lacks it, with the reason.</summary>
internal static class AgentOnNode
{
    private const int AgentPort = 80;

    // Older add-ons have no DaemonSet for hybrid nodes.
    private static readonly Version FirstForHybrid = new(1, 3, 3);

    public static async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, AgentPlacement placement, Addon? addon)
    {
        var lacking = placement.Needed.Where(n => n.LacksAgent).ToList();
        if (placement.IsBroken)
        {
            return await Task.WhenAll(lacking.Select(node => FailedAsync(facts, node, addon))).ConfigureAwait(false);
        }

        // No pod suffers yet, but the next one may come to such a node.
        return [.. placement.Nodes.Where(n => n.LacksAgent && n.ComputeType != "hybrid").Select(n => Finding.Suspicious(
            Causes.AgentNotOnEveryNode, $"{Why(n)} None of the pods is on node {n.Agent.NodeName} now.", n.Agent.NodeName, Values(n)))];
    }

    private static async Task<Finding> FailedAsync(Facts facts, NodeOfPods node, Addon? addon)
    {
        var seen = $"Node {node.Agent.NodeName}{(node.Pods.Count > 0 ? $" of pod {string.Join(", ", node.Pods.Take(3))}" : "")}: {Why(node)}";
        if (node.ComputeType == "hybrid")
        {
            return VersionOf(addon) is { } version && version < FirstForHybrid
                ? Finding.Failed(Causes.AgentTooOldForHybridNodes, $"{seen} The add-on is {addon!.AddonVersion}.", node.Agent.NodeName)
                : Finding.Failed(Causes.AgentNotOnHybridNode, seen, node.Agent.NodeName);
        }

        var log = node.AgentPod is { } pod && HasStarted(pod) ? await facts.AgentLogAsync(pod).ConfigureAwait(false) : default(Reading<string>?);
        if (log is { IsKnown: true, Value: { Length: > 0 } text })
        {
            seen = $"{seen} It logged: {Errors.Told(text.ReplaceLineEndings(" "))}";
            if (CauseIn(text) is { } cause)
            {
                return Finding.Failed(cause, seen, node.Agent.NodeName, Values(node));
            }
        }
        else if (log is { IsKnown: false } unread)
        {
            seen = $"{seen} Its log was not read: {unread.Unread}";
        }

        if (await PortTakerAsync(facts, node).ConfigureAwait(false) is { } taker)
        {
            return Finding.Failed(Causes.AgentPortTaken, $"{seen} Pod {taker} takes the node's port {AgentPort}.", node.Agent.NodeName, Values(node));
        }

        return Finding.Failed(log is null ? Causes.AgentNotOnNode : Causes.AgentCrashes, seen, node.Agent.NodeName, Values(node));
    }

    private static Cause? CauseIn(string log) =>
        log.Contains("fd00:ec2::23", StringComparison.Ordinal) && log.Contains("cannot assign requested address", StringComparison.Ordinal) ? Causes.AgentNeedsIpv6
        : log.Contains("unknown flag", StringComparison.Ordinal) || log.Contains("unknown shorthand flag", StringComparison.Ordinal) ? Causes.AgentFlagUnknown
        : log.Contains("address already in use", StringComparison.Ordinal) ? Causes.AgentPortTaken
        : null;

    // Any pod of the node that has the port for itself.
    private static async Task<string?> PortTakerAsync(Facts facts, NodeOfPods node)
    {
        var pods = await facts.PodsOfNodeAsync(node.Agent.NodeName).ConfigureAwait(false);
        return pods.IsKnown
            ? pods.Value.Where(p => p.Metadata.Name != node.AgentPod?.Metadata.Name && p.Status?.Phase is not ("Succeeded" or "Failed") && TakesPort(p)).Select(p => $"{p.Metadata.NamespaceProperty}/{p.Metadata.Name}").FirstOrDefault()
            : null;
    }

    private static bool TakesPort(V1Pod pod) => pod.Spec.Containers.SelectMany(c => c.Ports ?? [])
        .Any(port => port.HostPort == AgentPort || (pod.Spec.HostNetwork == true && port.ContainerPort == AgentPort));

    private static bool HasStarted(V1Pod pod) => pod.Status?.ContainerStatuses?.Any(c => c.RestartCount > 0 || c.State?.Terminated is not null || c.LastState?.Terminated is not null) == true;

    private static string Why(NodeOfPods node) => node.ComputeType == "hybrid"
        ? "there is no ready agent on this hybrid node."
        : node.Agent.Reason ?? "The agent is not ready.";

    private static (string, string)[] Values(NodeOfPods node) =>
        [("NodeName", node.Agent.NodeName), ("AgentPod", node.AgentPod?.Metadata.Name ?? "<pod>"), ("AgentNamespace", node.AgentPod?.Metadata.NamespaceProperty ?? "kube-system")];

    /// <summary>The number in <c>v1.3.3-eksbuild.1</c>.</summary>
    public static Version? VersionOf(Addon? addon) => Version.TryParse(addon?.AddonVersion?.TrimStart('v').Split('-')[0], out var version) ? version : null;
}
