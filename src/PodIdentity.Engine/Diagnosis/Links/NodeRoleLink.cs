using k8s.Models;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The agent asks EKS Auth with the role of its node, so that role must be allowed <c>eks-auth:AssumeRoleForPodIdentity</c>.</summary>
internal sealed class NodeRoleLink : ILink
{
    private const string NodegroupLabel = "eks.amazonaws.com/nodegroup";

    public string Name => "NodeRole";

    public IReadOnlyList<string> Needs => ["Cluster"];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var (nodesRead, podsRead) = (facts.NodesAsync(), facts.PodsAsync());
        var (nodes, pods) = (await nodesRead.ConfigureAwait(false), await podsRead.ConfigureAwait(false));
        if (!nodes.IsKnown)
        {
            return [Finding.Unread(nodes.Unread!)];
        }

        // Without pods, or when they may not be seen, all nodes that one could come to.
        var used = pods.IsKnown ? pods.Value.Select(p => p.Spec.NodeName).OfType<string>().ToHashSet() : [];
        var able = nodes.Value.Where(CanHaveAgent).ToList();
        var looked = used.Count > 0 ? able.Where(n => used.Contains(n.Metadata.Name)).ToList() : able;
        if (looked.Count == 0)
        {
            return [Finding.NotApplicable("None of the nodes can run the agent.")];
        }

        var groups = looked.GroupBy(node => SourceOf(facts, node)).ToList();
        return [.. (await Task.WhenAll(groups.Select(group => ExamineAsync(facts, group.Key, [.. group.Select(n => n.Metadata.Name)]))).ConfigureAwait(false)).OrderBy(f => f.Status != CheckStatus.Failed)];
    }

    private static async Task<Finding> ExamineAsync(Facts facts, RoleSource source, IReadOnlyList<string> nodes)
    {
        var told = $"{(nodes.Count == 1 ? "Node" : "Nodes")} {string.Join(", ", nodes.Take(3))}{(nodes.Count > 3 ? $" and {nodes.Count - 3} more" : "")}";
        if (source.RoleArn is { } known)
        {
            return await NodeRolePermission.ExamineAsync(facts, known, told).ConfigureAwait(false);
        }

        if (source.Nodegroup is not { } nodegroup)
        {
            return Finding.Suspicious(Causes.NodeRoleUnknown, $"{told} ({source.Kind}) belong to no managed node group that would tell their role.", nodes[0]);
        }

        var role = await facts.NodegroupRoleAsync(nodegroup).ConfigureAwait(false);
        return !role.IsKnown ? Finding.Unread(role.Unread!, nodegroup)
            : role.Value is { } arn ? await NodeRolePermission.ExamineAsync(facts, arn, $"{told} of node group {nodegroup}").ConfigureAwait(false)
            : Finding.Suspicious(Causes.NodeRoleUnknown, $"{told} name node group {nodegroup}, which EKS does not know.", nodes[0]);
    }

    private static RoleSource SourceOf(Facts facts, V1Node node) =>
        Label(node, NodegroupLabel) is { } nodegroup ? new(nodegroup, null, "")
        : Label(node, "eks.amazonaws.com/compute-type") == "auto" ? new(null, facts.Cluster.ComputeConfig?.NodeRoleArn is { Length: > 0 } arn ? arn : null, "Auto Mode")
        : Label(node, "eks.amazonaws.com/compute-type") == "hybrid" ? new(null, null, "hybrid")
        : Label(node, "karpenter.sh/nodepool") is { } pool ? new(null, null, $"Karpenter's node pool {pool}")
        : new(null, null, "self-managed");

    // Fargate and Windows have a link of their own.
    private static bool CanHaveAgent(V1Node node) =>
        Label(node, "eks.amazonaws.com/compute-type") != "fargate" && (Label(node, "kubernetes.io/os") ?? "linux") == "linux";

    private static string? Label(V1Node node, string name) => node.Metadata.Labels is { } labels && labels.TryGetValue(name, out var value) ? value : null;

    /// <summary>Where a node's role is told: by its node group, or by the cluster.</summary>
    private sealed record RoleSource(string? Nodegroup, string? RoleArn, string Kind);
}
