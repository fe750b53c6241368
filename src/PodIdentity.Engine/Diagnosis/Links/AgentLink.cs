using Amazon.EKS.Model;
using k8s.Models;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Operations;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The agent is there (add-on, self-managed or built in), and ready on the nodes that the pods run on.</summary>
internal sealed class AgentLink : ILink
{
    // Older ones run on Auto Mode's nodes, too, beside the agent built in there.
    private static readonly Version FirstBesideAutoMode = new(1, 3, 4);

    public string Name => "Agent";

    public IReadOnlyList<string> Needs => ["Cluster"];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var (addon, daemonSet) = (facts.AddonAsync(), facts.AgentDaemonSetAsync());
        return await ExamineAsync(facts, await addon.ConfigureAwait(false), await daemonSet.ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, Reading<Addon?> addon, Reading<V1DaemonSet?> daemonSet)
    {
        var auto = facts.Cluster.IsAutoMode();
        if (addon is { IsKnown: true, Value: null } && daemonSet is { IsKnown: true, Value: null })
        {
            return await WithoutDaemonSetAsync(facts, auto).ConfigureAwait(false);
        }

        var unread = new[] { addon.Unread, daemonSet.Unread }.OfType<string>().Select(why => Finding.Unread(why)).ToList();
        var placement = await AgentPlacement.ReadAsync(facts).ConfigureAwait(false);
        if (!placement.IsKnown)
        {
            var health = addon is { IsKnown: true, Value: { } known } ? AddonHealth.Examine(known, isBroken: false) : null;
            return [.. unread, .. health is null ? [] : new[] { health }, Finding.Unread(placement.Unread!)];
        }

        var (nodes, installed) = (placement.Value, addon.IsKnown ? addon.Value : null);
        var findings = new List<Finding>();
        if (addon.IsKnown && installed is not null && AddonHealth.Examine(installed, nodes.IsBroken) is { } sick)
        {
            findings.Add(sick);
        }

        if (installed is not null && daemonSet is { IsKnown: true, Value: null })
        {
            findings.Add(Finding.Failed(Causes.AgentDaemonSetMissing, $"Add-on {installed.AddonVersion} is {installed.Status.Value}, but the cluster has no DaemonSet of it.", installed.AddonArn));
        }

        if (daemonSet is { IsKnown: true, Value: { } set } && AgentProxy.Examine(set, nodes.IsBroken) is { } proxy)
        {
            findings.Add(proxy);
        }

        findings.AddRange(await AgentOnNode.ExamineAsync(facts, nodes, installed).ConfigureAwait(false));
        if (auto && installed is not null && nodes.HasOnlyAutoNodes)
        {
            findings.Add(Finding.Suspicious(Causes.AgentInstalledInVain, $"Add-on {installed.AddonVersion} is installed, and all nodes are of Auto Mode, which has the agent built in.", installed.AddonArn));
        }

        if (auto && AgentOnNode.VersionOf(installed) is { } version && version < FirstBesideAutoMode)
        {
            findings.Add(Finding.Suspicious(Causes.AgentTooOldForAutoMode, $"Add-on {installed!.AddonVersion} runs in a cluster with Auto Mode.", installed.AddonArn));
        }

        // Of several failures the most telling is first: what is wrong on a node says more than that the add-on is degraded.
        findings = [.. unread, .. findings.OrderBy(f => f.Status == CheckStatus.Failed ? Weight(f) : 10)];
        return findings.Count > 0 ? findings : [Finding.Passed(Told(installed, nodes, auto), installed?.AddonArn)];
    }

    private static int Weight(Finding failed) => failed.Cause switch
    {
        var cause when cause == Causes.AddonReplicasMissing || cause == Causes.AddonUnhealthy => 4,
        var cause when cause == Causes.AgentNotOnNode || cause == Causes.AgentCrashes => 3,
        var cause when cause == Causes.AgentDaemonSetMissing => 2,
        var cause when AddonHealth.IsOf(cause) => 1,
        _ => 0,
    };

    // Auto Mode's own nodes need none; others beside them do.
    private static async Task<IReadOnlyList<Finding>> WithoutDaemonSetAsync(Facts facts, bool auto)
    {
        if (!auto)
        {
            return [Finding.Failed(Causes.AgentAbsent, $"Cluster {facts.Cluster.Name} has neither add-on {GetAgent.AddonName} nor a DaemonSet of the agent.", facts.Cluster.Arn)];
        }

        var placement = await AgentPlacement.ReadAsync(facts).ConfigureAwait(false);
        if (!placement.IsKnown)
        {
            return [Finding.Unread(placement.Unread!)];
        }

        return placement.Value.Nodes.FirstOrDefault(n => n.Agent.Expected && n.Pods.Count > 0) is { } node
            ? [Finding.Failed(Causes.AgentAbsent, $"Node {node.Agent.NodeName} of pod {node.Pods[0]} is none of Auto Mode's, and there is no agent for it.", facts.Cluster.Arn)]
            : [Finding.Passed("Auto Mode has the agent built into its nodes.", facts.Cluster.Arn)];
    }

    private static string Told(Addon? addon, AgentPlacement nodes, bool auto) =>
        (addon is not null ? $"Add-on {addon.AddonVersion} is {addon.Status.Value}" : "A self-managed DaemonSet runs the agent")
        + $"; it is ready on {nodes.Nodes.Count(n => n.Agent is { Expected: true, Ready: true })} of {nodes.Nodes.Count(n => n.Agent.Expected)} nodes"
        + (auto ? ", beside Auto Mode's own." : ".");
}
