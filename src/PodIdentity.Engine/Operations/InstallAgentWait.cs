using Amazon.EKS;
using Amazon.EKS.Model;
using Amazon.Runtime;
using k8s;
using k8s.Autorest;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>The waits of an installation: for others to finish, for the add-on to go, and for an agent that works.</summary>
internal sealed class InstallAgentWait(AwsSession aws, Cluster cluster, IKubernetes client, IOperationHost host, Deadline deadline)
{
    // For a last look at what lagged, once the time is up.
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(10);

    private string _seen = "nothing";
    private bool _reported;

    private string Activity => $"Installing {GetAgent.AddonName} on {cluster.Name}";

    /// <summary>Waits until nobody creates or updates the add-on.</summary>
    public Task<Addon?> UntilSettledAsync() =>
        PollAsync("The end of another change to the add-on", addon => addon is null || (addon.Status != AddonStatus.CREATING && addon.Status != AddonStatus.UPDATING));

    /// <summary>Waits until the add-on's deletion is over.</summary>
    public async Task UntilGoneAsync()
    {
        var end = await PollAsync("The end of the add-on's deletion", addon => addon is null || addon.Status != AddonStatus.DELETING).ConfigureAwait(false);
        if (end is { } failed && InstallAgentErrors.HasFailed(failed))
        {
            throw InstallAgentErrors.Failed(failed, []);
        }
    }

    /// <summary>Waits until EKS says ACTIVE and the cluster shows a ready agent on every node that should have one.</summary>
    /// <param name="updateId">The update that was begun, if any.</param>
    public async Task<Addon> UntilReadyAsync(string? updateId)
    {
        var goal = $"A ready agent on {cluster.Name}";
        var backoff = Backoff.ForAws();
        while (true)
        {
            var addon = await UntilEndedAsync(goal, updateId).ConfigureAwait(false);
            if (await InTimeAsync(goal, () => IsReadyAsync(addon)).ConfigureAwait(false))
            {
                return addon;
            }

            await InTimeAsync(goal, () => PauseAsync(backoff)).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the progress bar away.</summary>
    public void Done()
    {
        if (_reported)
        {
            host.WriteProgress(new OperationProgress(Activity, "Done", 100, Completed: true));
        }
    }

    /// <summary>Waits until EKS is done with it, for good or for bad; DEGRADED may heal while nodes come up.</summary>
    private async Task<Addon> UntilEndedAsync(string goal, string? updateId)
    {
        var addon = await PollAsync(goal, a => a is null || (a.Status != AddonStatus.CREATING && a.Status != AddonStatus.UPDATING)).ConfigureAwait(false);
        if (addon is null || addon.Status == AddonStatus.DELETING)
        {
            throw InstallAgentErrors.Removed(cluster.Name);
        }

        return InstallAgentErrors.HasFailed(addon)
            ? throw InstallAgentErrors.Failed(addon, await ReadUpdateErrorsAsync(updateId).ConfigureAwait(false))
            : addon;
    }

    private async Task<bool> IsReadyAsync(Addon addon)
    {
        if (addon.Status == AddonStatus.DEGRADED)
        {
            return InstallAgentErrors.LacksNothingButNodes(addon, await GetAgent.ReadAsync(aws, cluster, addon, client, deadline.Token).ConfigureAwait(false));
        }

        var daemonSets = await AgentDaemonSet.ListAsync(client, deadline.Token).ConfigureAwait(false);
        if (daemonSets.Count == 0)
        {
            Report($"{addon.Status.Value}, but its DaemonSet is not there");
            return false;
        }

        foreach (var daemonSet in daemonSets)
        {
            var there = await AgentDaemonSet.WaitUntilReadyAsync(
                client, daemonSet,
                status => Report($"{addon.Status.Value}, ready on {status?.NumberReady ?? 0} of {status?.DesiredNumberScheduled ?? 0} nodes"),
                deadline.Token).ConfigureAwait(false);
            if (!there)
            {
                return false;
            }
        }

        return true;
    }

    private Task<Addon?> PollAsync(string goal, Func<Addon?, bool> hasEnded) => InTimeAsync(goal, async () =>
    {
        var backoff = Backoff.ForAws();
        while (true)
        {
            var addon = await GetAgent.FindAddonAsync(aws, cluster.Name, deadline.Token).ConfigureAwait(false);
            Report(addon?.Status.Value ?? "not there");
            if (hasEnded(addon))
            {
                return addon;
            }

            await backoff.PauseAsync(deadline.Token).ConfigureAwait(false);
        }
    });

    private async Task<bool> PauseAsync(Backoff backoff)
    {
        await backoff.PauseAsync(deadline.Token).ConfigureAwait(false);
        return true;
    }

    private async Task<T> InTimeAsync<T>(string goal, Func<Task<T>> wait)
    {
        try
        {
            return await wait().ConfigureAwait(false);
        }
        catch (Exception e) when (deadline.HasPassed && e is not PodIdentityException)
        {
            var (agent, lagging) = await LookAgainAsync().ConfigureAwait(false);
            throw InstallAgentErrors.NotInTime(goal, cluster.Name, deadline.Timeout, _seen, agent, lagging);
        }
    }

    private void Report(string status)
    {
        (_seen, _reported) = (status, true);
        host.WriteProgress(new OperationProgress(Activity, status, deadline.PercentUsed));
    }

    /// <summary>EKS keeps the errors of an update with the update, not with the add-on.</summary>
    private async Task<IReadOnlyList<AgentHealthIssue>> ReadUpdateErrorsAsync(string? updateId)
    {
        if (updateId is null)
        {
            return [];
        }

        try
        {
            var response = await aws.Eks.DescribeUpdateAsync(
                new DescribeUpdateRequest { Name = cluster.Name, AddonName = GetAgent.AddonName, UpdateId = updateId }, deadline.Token).ConfigureAwait(false);
            return [.. (response.Update?.Errors ?? []).Select(e => new AgentHealthIssue(e.ErrorCode?.Value ?? "Unknown", e.ErrorMessage ?? "", e.ResourceIds ?? []))];
        }
        catch (AmazonServiceException e)
        {
            host.WriteVerbose($"Why the update failed cannot be read: {Errors.Told(e.Message)}");
            return [];
        }
    }

    /// <summary>The agent as it is once the time is up, and what its first lagging pod logged.</summary>
    private async Task<(Agent? Agent, string? Log)> LookAgainAsync()
    {
        using var end = new CancellationTokenSource(LastLook);
        try
        {
            var addon = await GetAgent.FindAddonAsync(aws, cluster.Name, end.Token).ConfigureAwait(false);
            var agent = await GetAgent.ReadAsync(aws, cluster, addon, client, end.Token).ConfigureAwait(false);
            var lagging = agent.Nodes.FirstOrDefault(n => n is { Expected: true, Ready: false, PodName: not null });
            return (agent, lagging is null ? null : await AgentDaemonSet.ReadLogTailAsync(client, lagging, end.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpOperationException or HttpRequestException or PodIdentityException or OperationCanceledException)
        {
            host.WriteVerbose($"The last look failed: {Errors.Told(e.Message)}");
            return (null, null);
        }
    }
}
