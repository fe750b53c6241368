using k8s.Models;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The pods run on nodes of a kind that can have an agent, and that are ready.</summary>
internal sealed class NodeLink : ILink
{
    private const string ComputeType = "eks.amazonaws.com/compute-type";

    public string Name => "Node";

    public IReadOnlyList<string> Needs => [];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var owners = await facts.OwnersAsync().ConfigureAwait(false);
        var nodes = await facts.NodesAsync().ConfigureAwait(false);
        if (!owners.IsKnown || !nodes.IsKnown)
        {
            return [Finding.Unread(owners.Unread ?? nodes.Unread!)];
        }

        var byName = nodes.Value.ToDictionary(node => node.Metadata.Name);
        var used = owners.Value.SelectMany(owner => owner.Pods).Where(pod => pod.Spec.NodeName is { } name && byName.ContainsKey(name)).ToDictionary(pod => pod, pod => byName[pod.Spec.NodeName]);
        if (used.Count == 0)
        {
            return [Finding.NotApplicable("No pod is on a node yet.")];
        }

        var isIPv4 = facts.Cluster.KubernetesNetworkConfig?.IpFamily?.Value is null or "ipv4";
        var findings = PodFindings.Of(owners.Value, pod => used.TryGetValue(pod, out var node) ? Examine(pod, node, isIPv4) : []);
        var names = used.Values.Select(node => node.Metadata.Name).Distinct().Order(StringComparer.Ordinal).ToList();
        return findings.Count > 0 ? findings : [Finding.Passed($"{names.Count} nodes of the pods are ready, and of a kind that has an agent: {string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", …" : "")}.")];
    }

    private static IEnumerable<PodProblem> Examine(V1Pod pod, V1Node node, bool isIPv4)
    {
        var name = node.Metadata.Name;
        var unsupported = (Label(node, ComputeType), Label(node, "kubernetes.io/os")) switch
        {
            ("fargate", _) => new PodProblem(Causes.PodOnFargate, $"on node {name}, which is labelled {ComputeType}=fargate."),
            (_, "windows") => new PodProblem(Causes.PodOnWindows, $"on node {name}, which is labelled kubernetes.io/os=windows."),
            _ => null,
        };
        if (unsupported is not null)
        {
            yield return unsupported;
        }

        if (node.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready") is { Status: not "True" } ready)
        {
            yield return new(Causes.NodeNotReady, $"on node {name}, which is not ready: {Errors.Told(ready.Message ?? ready.Reason ?? "no reason given")}", Certain: false) { Values = [("Node", name)] };
        }

        if (isIPv4 && pod.Spec.Containers.FirstOrDefault(HasIPv6Address) is { } container)
        {
            yield return new(Causes.AgentAddressOfOtherFamily, $"has {Effectiveness.InjectedVariable}=http://[fd00:ec2::23]/v1/credentials, but the cluster's ipFamily is ipv4.", container.Name, Certain: false);
        }
    }

    private static bool HasIPv6Address(V1Container container) =>
        container.Env?.Any(v => v.Name == Effectiveness.InjectedVariable && v.Value?.Contains("[fd00:ec2::23]", StringComparison.Ordinal) == true) == true;

    private static string? Label(V1Node node, string name) => node.Metadata.Labels?.TryGetValue(name, out var value) == true ? value : null;
}
