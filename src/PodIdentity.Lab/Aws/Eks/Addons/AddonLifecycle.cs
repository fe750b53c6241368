using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws.Eks.Addons;

/// <summary>
/// Moves add-ons from state to state. Nothing runs on a timer: whoever looks at an add-on first brings it up to date with the clock and with
/// the DaemonSet in the cluster.
/// </summary>
internal sealed class AddonLifecycle(EksState state)
{
    /// <summary>How long pods may be missing before that is a health issue.</summary>
    public static readonly TimeSpan HealthGrace = TimeSpan.FromMinutes(1);

    private static readonly AddonIssue TooFewReplicas = new(
        "InsufficientNumberOfReplicas", "The add-on is unhealthy because it doesn't have the desired number of replicas.", []);

    private static readonly AddonIssue WorkloadMissing = new(
        "K8sResourceNotFound", $"The add-on is unhealthy because DaemonSet {AddonCatalog.Agent} was not found.", [AddonCatalog.Agent]);

    // What a foreign agent differs in, surely.
    private static readonly string[] ForeignFields = [$".spec.template.spec.containers[name=\"{AddonCatalog.Agent}\"].image"];

    /// <summary>All add-ons of a cluster as they are now.</summary>
    public IReadOnlyList<Addon> All(EksCluster cluster) => [.. cluster.Addons.Keys.ToList().Select(name => Find(cluster, name)).OfType<Addon>()];

    public Addon? Find(EksCluster cluster, string name)
    {
        if (!cluster.Addons.TryGetValue(name, out var addon))
            return null;
        if (!Advance(cluster, addon))
            return addon;
        cluster.Addons.Remove(name);
        cluster.RequestTokens.Forget(addon.Arn);
        foreach (var update in cluster.Updates.Values.Where(u => u.AddonName == name).ToList())
            cluster.Updates.Remove(update.Id);
        return null;
    }

    /// <summary>Puts an add-on's workload into the cluster, for CREATING and UPDATING.</summary>
    public void Deploy(EksCluster cluster, Addon addon, string status, string? resolveConflicts)
    {
        Begin(addon, status);
        if (!addon.Product.IsAgent || cluster.AddonIssues.ContainsKey(addon.Name))
            return;

        var foreign = !addon.OwnsWorkload && !cluster.AgentLeftByAddon && Rollout(cluster, addon).Exists;
        if (foreign && resolveConflicts == "PRESERVE" && status == AddonStatus.Updating)
            return;
        if (foreign && resolveConflicts != "OVERWRITE")
        {
            Fail(addon, Conflict(ForeignFields));
            return;
        }

        addon.OwnsWorkload = true;
        cluster.AgentLeftByAddon = false;
        var settings = new AgentSettings(
            addon.Version,
            addon.ConfigurationValues is { Length: > 0 } values ? JsonNode.Parse(values) as JsonObject : null,
            resolveConflicts);
        addon.Work = Enqueue(cluster, async kubernetes => addon.Conflicts = await kubernetes.ApplyAgentAsync(settings, CancellationToken.None));
    }

    public void Delete(EksCluster cluster, Addon addon, bool preserve)
    {
        Begin(addon, AddonStatus.Deleting);
        if (!addon.OwnsWorkload)
            return;
        addon.OwnsWorkload = false;
        if (preserve)
            cluster.AgentLeftByAddon = true;
        else
            addon.Work = Enqueue(cluster, kubernetes => kubernetes.RemoveAgentAsync(CancellationToken.None));
    }

    private void Begin(Addon addon, string status)
    {
        addon.Status = status;
        addon.Since = addon.ModifiedAt = state.Now;
        addon.UnreadySince = null;
        addon.Issues = [];
        addon.Conflicts = [];
        addon.Work = Task.CompletedTask;
    }

    /// <summary>True when the add-on is gone.</summary>
    private bool Advance(EksCluster cluster, Addon addon)
    {
        switch (addon.Status)
        {
            case AddonStatus.Creating or AddonStatus.Updating or AddonStatus.Deleting when addon.Work.IsFaulted:
                Fail(addon, new AddonIssue("ClusterUnreachable", addon.Work.Exception!.InnerException!.Message, []));
                return false;
            case AddonStatus.Creating or AddonStatus.Updating or AddonStatus.Deleting
                when !addon.Work.IsCompleted || state.Now - addon.Since < state.Options.AddonDelay:
                return false;
            case AddonStatus.Creating or AddonStatus.Updating or AddonStatus.Deleting when cluster.AddonIssues.TryGetValue(addon.Name, out var issue):
                Fail(addon, issue);
                return false;
            case AddonStatus.Updating or AddonStatus.Creating when addon.Conflicts.Count > 0:
                Fail(addon, Conflict(addon.Conflicts));
                return false;
            case AddonStatus.Deleting:
                return true;
            case AddonStatus.Creating or AddonStatus.Updating or AddonStatus.Active or AddonStatus.Degraded:
                CheckHealth(cluster, addon);
                return false;
            default:
                return false;
        }
    }

    private void CheckHealth(EksCluster cluster, Addon addon)
    {
        if (cluster.AddonIssues.TryGetValue(addon.Name, out var ailment))
        {
            addon.Status = AddonStatus.Degraded;
            addon.Issues = [ailment];
            return;
        }

        var rollout = Rollout(cluster, addon);
        if (rollout.Exists && rollout.Ready >= rollout.Desired)
        {
            addon.UnreadySince = null;
            addon.Issues = [];
            if (addon.Status != AddonStatus.Active)
                addon.ModifiedAt = state.Now;
            addon.Status = AddonStatus.Active;
            addon.Update?.Succeed();
            addon.Update = null;
            return;
        }

        addon.UnreadySince ??= addon.Status is AddonStatus.Active or AddonStatus.Degraded ? state.Now : addon.Since;
        if (state.Now - addon.UnreadySince < HealthGrace)
            return;
        var issue = rollout.Exists ? TooFewReplicas : WorkloadMissing;
        if (addon.Status == AddonStatus.Updating)
        {
            Fail(addon, issue);
            return;
        }

        addon.Status = AddonStatus.Degraded;
        addon.Issues = [issue];
    }

    private static AddonIssue Conflict(IEnumerable<string> fields) => new(
        "ConfigurationConflict",
        "Conflicts found when trying to apply. Will not continue due to resolve conflicts mode. Conflicts:\n"
        + string.Join('\n', fields.Select(field => $"DaemonSet.apps {AddonCatalog.Agent} - {field}")),
        []);

    private void Fail(Addon addon, AddonIssue issue)
    {
        addon.Status = addon.Status switch
        {
            AddonStatus.Creating => AddonStatus.CreateFailed,
            AddonStatus.Updating => AddonStatus.UpdateFailed,
            _ => AddonStatus.DeleteFailed,
        };
        addon.Issues = [issue];
        addon.ModifiedAt = state.Now;
        addon.Update?.Fail([issue]);
        addon.Update = null;
    }

    /// <summary>Add-ons that deploy nothing here are always ready.</summary>
    private static AgentRollout Rollout(EksCluster cluster, Addon addon) =>
        addon.Product.IsAgent && cluster.Kubernetes is { } kubernetes ? kubernetes.GetAgentRollout() : new AgentRollout(Exists: true, 0, 0);

    /// <summary>One thing after the other, so that a removal does not overtake what it should undo.</summary>
    private static Task Enqueue(EksCluster cluster, Func<ICluster, Task> work)
    {
        var kubernetes = cluster.Kubernetes ?? throw new InvalidOperationException("The cluster has no API server yet.");
        var before = cluster.KubernetesWork;
        return cluster.KubernetesWork = Task.Run(async () =>
        {
            await before.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await work(kubernetes);
        });
    }
}
