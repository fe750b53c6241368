using k8s;
using k8s.Models;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Restarts what a pod belongs to, and finds the pod that took its place.</summary>
internal sealed class RestartedPod(TestS3AccessRequest request, IOperationHost host, IKubernetes client, string cluster)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    /// <summary>A running pod that was made by the restart; null when the host declined it.</summary>
    public async Task<V1Pod?> ReplaceAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var before = (await ListAsync(cancellationToken).ConfigureAwait(false)).Select(p => p.Metadata.Uid).Append(pod.Metadata.Uid).ToHashSet();
        var owner = (await PodOwners.GroupAsync(client, request.Namespace, [pod], cancellationToken).ConfigureAwait(false))[0].Owner;
        var restart = await WorkloadRestart.PlanAsync(client, host, owner, [pod], since: null, force: true, cancellationToken).ConfigureAwait(false);
        var target = $"{owner} in namespace {request.Namespace}";
        if (restart.Refusal is { } refusal)
        {
            throw new PodIdentityException(
                "PodNotRestartable", ErrorKind.InvalidOperation, target, $"Pod '{pod.Metadata.Name}' belongs to {owner}, which is not restarted: {refusal}",
                "Leave -Restart out to test the pod as it is, or -PodName to have a probe pod made.");
        }

        if (!await host.ShouldProcessAsync($"{target} of cluster {cluster}", restart.Action).ConfigureAwait(false))
        {
            return null;
        }

        var activity = $"Restarting {target}";
        using var deadline = new Deadline(request.Timeout ?? DefaultTimeout, cancellationToken);
        var seen = "nothing";
        try
        {
            await restart.ReplaceAsync(text => host.WriteProgress(new OperationProgress(activity, seen = text, deadline.PercentUsed)), wait: true, deadline.Token).ConfigureAwait(false);
            return await FindAsync(pod.Metadata.Name, owner, before, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (deadline.HasPassed && e is not PodIdentityException)
        {
            throw Errors.TimedOut($"The end of the restart of {target}", target, deadline.Timeout, seen, "The restart goes on in the cluster. Run the command again without -Restart, or with a longer -TimeoutSec.");
        }
        finally
        {
            host.WriteProgress(new OperationProgress(activity, "Done", 100, Completed: true));
        }
    }

    /// <summary>That of the same name, as a StatefulSet and a bare pod have it; else the newest.</summary>
    private async Task<V1Pod> FindAsync(string name, PodOwner owner, HashSet<string> before, CancellationToken cancellationToken)
    {
        var pause = Backoff.ForKubernetes();
        while (true)
        {
            var pods = (await ListAsync(cancellationToken).ConfigureAwait(false)).Where(pod => !before.Contains(pod.Metadata.Uid) && pod.Status?.Phase == "Running");
            var groups = await PodOwners.GroupAsync(client, request.Namespace, pods, cancellationToken).ConfigureAwait(false);
            var found = groups.Where(group => group.Owner == owner).SelectMany(group => group.Pods)
                .OrderByDescending(pod => pod.Metadata.Name == name)
                .ThenByDescending(pod => pod.Metadata.CreationTimestamp)
                .FirstOrDefault();
            if (found is not null)
            {
                return found;
            }

            await pause.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<IReadOnlyList<V1Pod>> ListAsync(CancellationToken cancellationToken) =>
        RestartWorkloads.ListPodsAsync(client, request.Namespace, request.ServiceAccount, cancellationToken);
}
