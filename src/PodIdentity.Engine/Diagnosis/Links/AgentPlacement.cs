using k8s.Models;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>Where the agent is, and where the pods are.</summary>
/// <param name="Nodes">Every node.</param>
internal sealed record AgentPlacement(IReadOnlyList<NodeOfPods> Nodes)
{
    /// <summary>Nodes that the pods run on; while there is no pod, all that one could come to.</summary>
    public IEnumerable<NodeOfPods> Needed => Nodes.Any(n => n.Pods.Count > 0) ? Nodes.Where(n => n.Pods.Count > 0) : Nodes;

    /// <summary>Whether pods have to do without the agent: on the node of one of them, or, while there is none, everywhere.</summary>
    public bool IsBroken => Nodes.Any(n => n.Pods.Count > 0)
        ? Needed.Any(n => n.LacksAgent)
        : Nodes.Any(n => n.LacksAgent) && !Nodes.Any(n => n.Agent.Ready);

    public bool HasOnlyAutoNodes => Nodes.All(n => n.ComputeType == "auto");

    public static async Task<Reading<AgentPlacement>> ReadAsync(Facts facts)
    {
        var (nodes, agents, pods) = (facts.NodesAsync(), facts.AgentPodsAsync(), facts.PodsAsync());
        await Task.WhenAll(nodes, agents, pods).ConfigureAwait(false);
        var (allNodes, allAgents, allPods) = (await nodes.ConfigureAwait(false), await agents.ConfigureAwait(false), await pods.ConfigureAwait(false));
        if ((allNodes.Unread ?? allAgents.Unread ?? allPods.Unread) is { } unread)
        {
            return Reading.Unknown<AgentPlacement>(unread);
        }

        var podsOfNode = allPods.Value.Where(p => p.Spec.NodeName is not null).ToLookup(p => p.Spec.NodeName, p => p.Metadata.Name);

        // Without the DaemonSets: a node that they leave out is one that lacks the agent.
        var agentOfNode = AgentDaemonSet.Compose(allNodes.Value, allAgents.Value, []).ToDictionary(n => n.NodeName);
        return Reading.Known(new AgentPlacement([.. allNodes.Value.Select(node => new NodeOfPods(
            node,
            agentOfNode[node.Metadata.Name],
            allAgents.Value.FirstOrDefault(p => p.Metadata.Name == agentOfNode[node.Metadata.Name].PodName && p.Spec.NodeName == node.Metadata.Name),
            [.. podsOfNode[node.Metadata.Name]]))]));
    }
}

/// <summary>A node, and what is on it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Agent">The agent on it.</param>
/// <param name="AgentPod">The agent's pod, if there is one.</param>
/// <param name="Pods">Names of the pods that are examined.</param>
internal sealed record NodeOfPods(V1Node Node, AgentNode Agent, V1Pod? AgentPod, IReadOnlyList<string> Pods)
{
    /// <summary><c>fargate</c>, <c>hybrid</c>, <c>auto</c>; null for an EC2 instance.</summary>
    public string? ComputeType => Node.Metadata.Labels is { } labels && labels.TryGetValue("eks.amazonaws.com/compute-type", out var type) ? type : null;

    public bool LacksAgent => ComputeType == "hybrid" ? !HasReadyAgentPod : Agent is { Expected: true, Ready: false };

    // A hybrid node is never expected to have the agent, so its pod has to be asked.
    private bool HasReadyAgentPod => AgentPod?.Status?.Conditions?.Any(c => c.Type == "Ready" && c.Status == "True") == true;
}
