using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Agent;

/// <summary>Puts the agent's DaemonSet into a cluster and takes it out, as the add-on service does.</summary>
internal sealed class AgentRelease(IObjectStore store, string clusterName, string region)
{
    private const string Resource = "daemonsets";

    public void Apply(string addonVersion)
    {
        var wanted = AgentDaemonSet.Build(addonVersion, clusterName, region);
        if (!Replace(wanted)) store.Create(Resource, wanted);
    }

    /// <summary>The pods go with it, by garbage collection.</summary>
    public void Remove() => store.Remove(Resource, AgentDaemonSet.Namespace, AgentDaemonSet.Name);

    public AgentRollout Rollout()
    {
        if (store.Get(Resource, AgentDaemonSet.Namespace, AgentDaemonSet.Name) is not { } found) return new AgentRollout(false, 0, 0);
        // Numbers of an older generation say nothing of this one.
        var isCurrent = found.Number("status", "observedGeneration") >= found.Generation();
        return new AgentRollout(true, Count(found, "desiredNumberScheduled"), isCurrent ? Count(found, "numberReady") : 0);
    }

    private static int Count(JsonObject daemonSet, string number) => (int)(daemonSet.Number("status", number) ?? 0);

    private bool Replace(JsonObject wanted) => store.Update(Resource, AgentDaemonSet.Namespace, AgentDaemonSet.Name, current =>
    {
        current["spec"] = wanted["spec"]!.DeepClone();
        current["metadata"]!["labels"] = wanted["metadata"]!["labels"]!.DeepClone();
    }) is not null;
}
