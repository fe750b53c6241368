using k8s;
using k8s.Models;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>How the pods of one workload are replaced: decided by reading alone, then done on demand.</summary>
internal sealed class WorkloadRestart
{
    private readonly Func<Action<string>, bool, CancellationToken, Task> _replace;

    private WorkloadRestart(PodOwner owner, string action, Func<Action<string>, bool, CancellationToken, Task> replace) => (Owner, Action, _replace) = (owner, action, replace);

    private WorkloadRestart(PodOwner owner, string refusal)
        : this(owner, "", (_, _, _) => Task.CompletedTask) => Refusal = refusal;

    public PodOwner Owner { get; }

    /// <summary>Why the workload is left alone; null when it can be restarted.</summary>
    public string? Refusal { get; }

    /// <summary>What a restart does, for a prompt.</summary>
    public string Action { get; }

    /// <summary>A restart that began earlier goes on: nothing is written, there is only something to wait for.</summary>
    public bool IsUnderWay { get; private init; }

    /// <summary>What a restart leaves undone; null for nothing.</summary>
    public string? Remark { get; private init; }

    /// <summary>Finds the way for a workload.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="host">Hears of what is done.</param>
    /// <param name="owner">The workload.</param>
    /// <param name="pods">Its pods that are to be replaced.</param>
    /// <param name="since">A restart that began after this moment need not be done again; null to do it anyhow.</param>
    /// <param name="force">Whether pods may be deleted that no controller would replace.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<WorkloadRestart> PlanAsync(
        IKubernetes client, IOperationHost host, PodOwner owner, IReadOnlyList<V1Pod> pods, DateTime? since, bool force, CancellationToken cancellationToken)
    {
        var @namespace = pods[0].Metadata.NamespaceProperty;
        if (await Rollout.FindAsync(client, @namespace, owner, cancellationToken).ConfigureAwait(false) is { } rollout)
        {
            return OfRollout(rollout, owner, pods, since);
        }

        return owner switch
        {
            { Group: "apps", Kind: "ReplicaSet" } => new(owner, $"Delete {Count(pods)}, which it replaces", (seen, wait, cancel) => new ReplicaSetPods(client, @namespace, owner.Name).ReplaceAsync(pods, wait, seen, cancel)),
            { Group: "batch", Kind: "Job" } => new(owner, "A job's work is not interrupted. Its pods go on as they are; run it again when it has ended."),
            { Group: "batch", Kind: "CronJob" } => new(owner, "A job's work is not interrupted. The pods of its next run get the credentials."),
            { Group: "", Kind: "Pod" } when force => new(owner, "Delete and create anew", (seen, wait, cancel) => RecreateAsync(client, host, pods[0], wait, seen, cancel)),
            { Group: "", Kind: "Pod" } => new(owner, "No controller would replace it. Add -Force to have it deleted and created anew."),
            { Group: "", Kind: "Node" } => new(owner, "A static pod of its node cannot be restarted from here."),
            _ => new(owner, $"{owner.Kind}{(owner.Group.Length > 0 ? $" ({owner.Group})" : "")} is a kind that this module does not know how to restart. Use its own tool{(owner.Group == "argoproj.io" ? $", e.g. `kubectl argo rollouts restart {owner.Name} -n {@namespace}`" : "")}."),
        };
    }

    /// <summary>Replaces the pods, unless that is under way, and waits until they run if that is asked for.</summary>
    public Task ReplaceAsync(Action<string> seen, bool wait, CancellationToken cancellationToken) => _replace(seen, wait, cancellationToken);

    private static WorkloadRestart OfRollout(Rollout rollout, PodOwner owner, IReadOnlyList<V1Pod> pods, DateTime? since)
    {
        if (rollout.Refusal is { } refusal)
        {
            return new(owner, refusal);
        }

        var isUnderWay = since is { } moment && rollout.IsReplacing(pods, moment);
        return new(owner, $"Restart, which replaces {Count(pods)} and all others of it", async (seen, wait, cancel) =>
        {
            if (!isUnderWay)
            {
                await rollout.RestartAsync(cancel).ConfigureAwait(false);
            }

            if (wait)
            {
                await rollout.WaitAsync(seen, cancel).ConfigureAwait(false);
            }
        })
        {
            IsUnderWay = isUnderWay,
            Remark = rollout.Remark,
        };
    }

    private static async Task RecreateAsync(IKubernetes client, IOperationHost host, V1Pod pod, bool wait, Action<string> seen, CancellationToken cancellationToken)
    {
        var created = await new PodRecreation(client, host, pod).RunAsync(cancellationToken).ConfigureAwait(false);
        if (wait)
        {
            await PodStart.WaitAsync(client, created, seen, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Count(IReadOnlyList<V1Pod> pods) => pods.Count == 1 ? $"pod {pods[0].Metadata.Name}" : $"{pods.Count} pods";
}
