using System.Diagnostics;
using Amazon.EKS;
using Amazon.EKS.Model;
using k8s;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Installs the agent add-on, or changes or mends it, and waits until it works on every node that it should run on.</summary>
internal sealed class InstallAgent
{
    // An add-on was seen to take seven minutes to become ACTIVE.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(15);

    private readonly InstallAgentRequest _request;
    private readonly InstallAgentVersion _version;
    private readonly InstallAgentConfiguration? _configuration;
    private readonly IOperationHost _host;
    private readonly AwsSession _aws;
    private readonly Cluster _cluster;
    private readonly IKubernetes _client;
    private readonly InstallAgentWait _wait;
    private readonly InstallAgentWrites _writes;
    private readonly long _started = Stopwatch.GetTimestamp();

    private InstallAgent(
        InstallAgentRequest request, InstallAgentVersion version, InstallAgentConfiguration? configuration,
        IOperationHost host, AwsSession aws, Cluster cluster, IKubernetes client, Deadline deadline)
    {
        (_request, _version, _configuration, _host, _aws, _cluster, _client) = (request, version, configuration, host, aws, cluster, client);
        _wait = new InstallAgentWait(aws, cluster, client, host, deadline);
        _writes = new InstallAgentWrites(request, host, aws, cluster, _wait);
    }

    public static async Task<Agent?> RunAsync(InstallAgentRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        var version = InstallAgentVersion.Parse(request.AddonVersion);
        var configuration = InstallAgentConfiguration.Parse(request.ConfigurationValues);
        ClusterConnection.WarmUp();
        var reference = ClusterReference.Parse(request.ClusterName);
        using var aws = AwsSession.Open(request.Connection, host, reference.Region);

        var installed = GetAgent.FindAddonAsync(aws, reference.Name, cancellationToken);
        var cluster = await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        using var connection = ClusterConnection.Open(request.Connection, aws, cluster, host);
        using var deadline = new Deadline(request.Timeout ?? DefaultTimeout, cancellationToken);
        var operation = new InstallAgent(request, version, configuration, host, aws, cluster, connection.Client, deadline);
        return await operation.RunAsync(await installed.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task<Agent?> RunAsync(Addon? addon, CancellationToken cancellationToken)
    {
        // Read before anything is written: a caller whom the cluster does not let in could not tell whether the agent works.
        var present = await GetAgent.ReadAsync(_aws, _cluster, addon, _client, cancellationToken).ConfigureAwait(false);
        if (present.Source is AgentSource.BuiltIn or AgentSource.SelfManaged)
        {
            return LeftAlone(present);
        }

        try
        {
            return await ConvergeAsync(addon, present, cancellationToken).ConfigureAwait(false) is { } change
                ? await ResultAsync(change, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && _writes.Any)
        {
            _host.WriteWarning($"Stopped. Add-on {GetAgent.AddonName} of cluster {_cluster.Name} stays, and EKS goes on with it; run the command again to wait for it.");
            throw;
        }
        finally
        {
            _wait.Done();
        }
    }

    /// <summary>Brings the add-on to what is wanted. Whoever else is at it goes first.</summary>
    /// <returns>Null when the user declined.</returns>
    private async Task<Change?> ConvergeAsync(Addon? addon, Agent present, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ChangeAsync(addon, present, cancellationToken).ConfigureAwait(false);
            }
            catch (ResourceInUseException e)
            {
                _host.WriteVerbose($"Somebody else is at the add-on ({Errors.Shown(e.Message)}); waiting for that.");
                addon = await _wait.UntilSettledAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<Change?> ChangeAsync(Addon? addon, Agent present, CancellationToken cancellationToken)
    {
        var asksForMore = _version.IsGiven || _configuration is not null || _request.Force;
        if (asksForMore && (addon?.Status == AddonStatus.CREATING || addon?.Status == AddonStatus.UPDATING))
        {
            _host.WriteVerbose($"The add-on is {addon.Status.Value}, by somebody else; waiting for that.");
            addon = await _wait.UntilSettledAsync().ConfigureAwait(false);
            present = await GetAgent.ReadAsync(_aws, _cluster, addon, _client, cancellationToken).ConfigureAwait(false);
        }

        if (addon is null || addon.Status == AddonStatus.DELETING)
        {
            return await CreateAsync(isLeaving: addon is not null, cancellationToken).ConfigureAwait(false);
        }

        var hasFailed = InstallAgentErrors.HasFailed(addon);
        if (hasFailed && !_request.Force)
        {
            throw InstallAgentErrors.Failed(addon, []);
        }

        var version = await OtherVersionAsync(addon, cancellationToken).ConfigureAwait(false);
        var configuration = _configuration?.IsSameAs(addon.ConfigurationValues) == false ? _configuration : null;
        await CheckAsync(configuration, version ?? addon.AddonVersion, cancellationToken).ConfigureAwait(false);
        if (_request.Force && (hasFailed || IsIll(addon, present)))
        {
            return await _writes.MendAsync(addon, version ?? addon.AddonVersion, configuration?.Text, cancellationToken).ConfigureAwait(false) ? PodIdentity.Change.Updated : null;
        }

        return version is null && configuration is null ? PodIdentity.Change.Unchanged
            : await _writes.UpdateAsync(addon, version, configuration?.Text, cancellationToken).ConfigureAwait(false) ? PodIdentity.Change.Updated
            : null;
    }

    private async Task<Change?> CreateAsync(bool isLeaving, CancellationToken cancellationToken)
    {
        var version = await _version.ChooseAsync(_aws, _cluster, cancellationToken).ConfigureAwait(false);
        await CheckAsync(_configuration, version, cancellationToken).ConfigureAwait(false);
        return await _writes.CreateAsync(version, _configuration?.Text, isLeaving, cancellationToken).ConfigureAwait(false) ? PodIdentity.Change.Created : null;
    }

    private Task CheckAsync(InstallAgentConfiguration? configuration, string version, CancellationToken cancellationToken) =>
        configuration?.CheckAsync(_aws, version, cancellationToken) ?? Task.CompletedTask;

    /// <summary>The version to change to; null when the installed one is right.</summary>
    private async Task<string?> OtherVersionAsync(Addon addon, CancellationToken cancellationToken)
    {
        if (!_version.IsGiven || _version.IsExactly(addon.AddonVersion))
        {
            return null;
        }

        var wanted = await _version.ChooseAsync(_aws, _cluster, cancellationToken).ConfigureAwait(false);
        if (wanted == addon.AddonVersion)
        {
            return null;
        }

        if (InstallAgentVersion.Compare(wanted, addon.AddonVersion) < 0)
        {
            _host.WriteWarning($"Version {wanted} is older than {addon.AddonVersion}, which cluster {_cluster.Name} has: this is a downgrade.");
        }

        return wanted;
    }

    /// <summary>Degraded for a reason that an update may end, or without its DaemonSet.</summary>
    private static bool IsIll(Addon addon, Agent present) =>
        addon.Status == AddonStatus.DEGRADED
            ? !InstallAgentErrors.LacksNothingButNodes(addon, present)
            : present.DesiredNodes > 0 && present.Nodes.All(n => n.PodName is null);

    private async Task<Agent> ResultAsync(Change change, CancellationToken cancellationToken)
    {
        var addon = _request.NoWait
            ? await GetAgent.FindAddonAsync(_aws, _cluster.Name, cancellationToken).ConfigureAwait(false)
            : await _wait.UntilReadyAsync(_writes.UpdateId).ConfigureAwait(false);
        var agent = await GetAgent.ReadAsync(_aws, _cluster, addon, _client, cancellationToken).ConfigureAwait(false);
        if (agent.Status == AddonStatus.DEGRADED.Value)
        {
            _host.WriteWarning($"Add-on {GetAgent.AddonName} of cluster {_cluster.Name} is DEGRADED: {InstallAgentErrors.Reasons(agent.HealthIssues)}.");
        }

        return agent with { Change = change, Elapsed = Stopwatch.GetElapsedTime(_started) };
    }

    private Agent LeftAlone(Agent present)
    {
        _host.WriteVerbose($"The agent of {_cluster.Name} is {present.Source}; no add-on is installed beside it.");
        if (_version.IsGiven || _configuration is not null)
        {
            _host.WriteWarning($"The agent of cluster {_cluster.Name} is {present.Source}, so -AddonVersion and -ConfigurationValues do nothing.");
        }

        return present with { Change = PodIdentity.Change.Unchanged, Elapsed = Stopwatch.GetElapsedTime(_started) };
    }
}
