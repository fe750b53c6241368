using Amazon.EKS;
using Amazon.EKS.Model;

namespace PodIdentity.Engine.Operations;

/// <summary>The states in which an installation ends badly, and how they are told.</summary>
internal static class InstallAgentErrors
{
    private const int MostNodesTold = 5;

    /// <summary>Whether EKS gave up on it: nothing changes until somebody does something.</summary>
    public static bool HasFailed(Addon addon) =>
        addon.Status == AddonStatus.CREATE_FAILED || addon.Status == AddonStatus.UPDATE_FAILED || addon.Status == AddonStatus.DELETE_FAILED;

    /// <summary>EKS may call an add-on degraded only because there is no node to run on yet.</summary>
    public static bool LacksNothingButNodes(Addon addon, Agent agent) =>
        agent.DesiredNodes == 0 && addon.Health?.Issues?.TrueForAll(i => i.Code == AddonIssueCode.InsufficientNumberOfReplicas) == true;

    /// <summary>The issues in one line.</summary>
    public static string Reasons(IReadOnlyList<AgentHealthIssue> issues) =>
        issues.Count == 0 ? "EKS gives no reason" : string.Join("; ", issues.Select(i => $"{i.Code}: {Errors.Told(i.Message.ReplaceLineEndings(" ")).TrimEnd('.')}"));

    /// <summary>EKS gave up.</summary>
    /// <param name="addon">As it is.</param>
    /// <param name="ofUpdate">What EKS says of the update that failed.</param>
    public static PodIdentityException Failed(Addon addon, IReadOnlyList<AgentHealthIssue> ofUpdate)
    {
        var issues = GetAgent.HealthIssues(addon).UnionBy(ofUpdate, issue => (issue.Code, issue.Message)).ToList();
        var way = issues.Exists(i => i.Code == AddonIssueCode.ConfigurationConflict.Value)
            ? "Run the command again with -Force: EKS then overwrites what it conflicts with. Or take what conflicts out of the cluster first."
            : "Mend what it names, then run the command again with -Force: it updates the add-on in place, or replaces it where EKS allows no update.";
        return new(
            "AgentFailed", ErrorKind.ResourceUnavailable, addon.ClusterName,
            $"Add-on {GetAgent.AddonName} {addon.AddonVersion} of cluster '{addon.ClusterName}' is {addon.Status.Value}: {Reasons(issues)}.",
            way);
    }

    /// <summary>Somebody takes away what is waited for.</summary>
    public static PodIdentityException Removed(string clusterName) => new(
        "AgentRemoved", ErrorKind.InvalidOperation, clusterName,
        $"Somebody deleted add-on {GetAgent.AddonName} of cluster '{clusterName}' meanwhile.",
        "Find out who (CloudTrail: DeleteAddon), then run the command again to install it anew.");

    /// <summary>The time was up.</summary>
    /// <param name="goal">What was waited for.</param>
    /// <param name="clusterName">The cluster.</param>
    /// <param name="timeout">How long it was waited for.</param>
    /// <param name="seen">What was seen last.</param>
    /// <param name="agent">The agent as it is now; null when that cannot be read.</param>
    /// <param name="log">What a lagging pod logged.</param>
    public static PodIdentityException NotInTime(string goal, string clusterName, TimeSpan timeout, string seen, Agent? agent, string? log)
    {
        var lagging = Lagging(agent) + (log is null ? "" : $" Its log ends: {Errors.Told(log)}");
        return agent?.Status == AddonStatus.DEGRADED.Value
            ? new(
                "AgentDegraded", ErrorKind.ResourceUnavailable, clusterName,
                $"Add-on {GetAgent.AddonName} of cluster '{clusterName}' is still DEGRADED after {timeout.TotalSeconds:0} s: {Reasons(agent.HealthIssues)}.{lagging}",
                "Mend what the nodes' reasons name (e.g. by -ConfigurationValues), or run the command again with -Force, which applies the add-on anew and overwrites conflicts.")
            : Errors.TimedOut(
                goal, clusterName, timeout, $"{seen}.{lagging}".TrimEnd('.'),
                $"The add-on stays. `Get-EksPodIdentityAgent -ClusterName {clusterName}` shows the nodes that lag; run the command again to go on waiting, with a longer -TimeoutSec if need be. -Force applies the add-on anew.");
    }

    private static string Lagging(Agent? agent)
    {
        var nodes = agent?.Nodes.Where(n => n is { Expected: true, Ready: false }).ToList() ?? [];
        var told = string.Concat(nodes.Take(MostNodesTold).Select(n => $" {n.NodeName}: {n.Reason}"));
        return nodes.Count > MostNodesTold ? $"{told} {nodes.Count - MostNodesTold} more nodes lag." : told;
    }
}
