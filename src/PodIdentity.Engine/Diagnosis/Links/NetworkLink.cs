using k8s.Models;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>Nothing stands between the pods and the agent on their node: no proxy, no network policy, no security group.</summary>
internal sealed class NetworkLink : ILink
{
    private const string OwnInterface = "vpc.amazonaws.com/pod-eni";
    private const string EnforcingMode = "POD_SECURITY_GROUP_ENFORCING_MODE";

    public string Name => "Network";

    public IReadOnlyList<string> Needs => [];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var policies = facts.NetworkPoliciesAsync();
        var daemonSets = await facts.SystemDaemonSetsAsync().ConfigureAwait(false);
        var owners = await facts.OwnersAsync().ConfigureAwait(false);
        var known = await policies.ConfigureAwait(false);
        if (!owners.IsKnown)
        {
            return [Finding.Unread(owners.Unread!)];
        }

        if (owners.Value.Count == 0)
        {
            return [Finding.NotApplicable("There is no pod whose way to the agent could be looked at.")];
        }

        var hasCilium = daemonSets.IsKnown && daemonSets.Value.Any(d => d.Metadata.Name == "cilium" || Label(d, "k8s-app") == "cilium");
        var strictMode = IsStrict(daemonSets);
        var findings = PodFindings.Of(owners.Value, Examine);
        string[] unread = [.. new[] { known.Unread, daemonSets.Unread }.OfType<string>(), .. hasCilium ? ["Cilium runs here, and CiliumNetworkPolicies are not read; look at `kubectl get ciliumnetworkpolicies,ciliumclusterwidenetworkpolicies -A`."] : Array.Empty<string>()];
        if (findings.Count == 0)
        {
            var limited = known.IsKnown ? owners.Value.SelectMany(o => o.Pods).SelectMany(pod => EgressPolicies.Of(pod, known.Value)).Select(p => p.Metadata.Name).Distinct().ToList() : [];
            findings.Add(Finding.Passed(limited.Count == 0
                ? "No proxy or security group, and no network policy that was read, stands between the pods and the agent."
                : $"Network policies limit the pods ({string.Join(", ", limited)}), and allow the agent's address at port 80."));
        }

        return [.. findings, .. unread.Select(why => Finding.Unread(why))];

        IEnumerable<PodProblem> Examine(V1Pod pod)
        {
            var agent = AgentAddress.Of(pod);
            var limiting = known.IsKnown ? EgressPolicies.Of(pod, known.Value) : [];
            var names = string.Join(", ", limiting.Select(policy => policy.Metadata.Name));
            return
            [
                .. InjectedPod.Containers(pod).SelectMany(container => ProxyVariables.Examine(container, agent)),
                .. limiting.Count == 0 ? Array.Empty<PodProblem>()
                    : !EgressPolicies.Allow(limiting, agent)
                        ? [new(Causes.NetworkPolicyBlocksAgent, $"limited by {names}; no rule allows {agent} at TCP port 80.") { Values = [("Policy", hasCilium ? EgressPolicies.AllowingInCilium : EgressPolicies.Allowing(agent))] }]
                    : hasCilium
                        ? [new(Causes.CiliumTakesAgentForHost, $"limited by {names}; a rule allows {agent}, but Cilium runs here.", Certain: false) { Values = [("Policy", EgressPolicies.AllowingInCilium)] }]
                    : [],
                .. strictMode is { } mode && pod.Metadata.Annotations?.ContainsKey(OwnInterface) == true
                    ? [new(Causes.SecurityGroupsForPods, $"annotated with {OwnInterface}; {EnforcingMode} {mode}.", Certain: false)]
                    : Array.Empty<PodProblem>(),
            ];
        }
    }

    /// <summary>What the VPC CNI's mode is said to be; null when it lets pods reach their node.</summary>
    private static string? IsStrict(Reading<IList<V1DaemonSet>> daemonSets)
    {
        if (!daemonSets.IsKnown)
        {
            return "could not be read";
        }

        var mode = daemonSets.Value.FirstOrDefault(d => d.Metadata.Name == "aws-node")?.Spec.Template.Spec.Containers
            .SelectMany(c => c.Env ?? []).FirstOrDefault(v => v.Name == EnforcingMode)?.Value;
        return mode == "standard" ? null : mode is null ? "is not set, which means strict" : $"is {Errors.Shown(mode)}";
    }

    private static string? Label(V1DaemonSet daemonSet, string name) => daemonSet.Metadata.Labels?.TryGetValue(name, out var value) == true ? value : null;
}
