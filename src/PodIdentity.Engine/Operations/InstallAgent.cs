using System.Diagnostics;
using Amazon.EKS;
using Amazon.EKS.Model;
using k8s;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Installs the agent add-on, or changes its version, and waits until it works on every node it should run on.</summary>
internal sealed class InstallAgent
{
    // An add-on was seen to take seven minutes to become ACTIVE.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(15);

    private readonly InstallAgentRequest _request;
    private readonly IOperationHost _host;
    private readonly AwsSession _aws;
    private readonly Cluster _cluster;
    private readonly IKubernetes _client;
    private readonly long _started = Stopwatch.GetTimestamp();

    private InstallAgent(InstallAgentRequest request, IOperationHost host, AwsSession aws, Cluster cluster, IKubernetes client)
    {
        (_request, _host, _aws, _cluster, _client) = (request, host, aws, cluster, client);
    }

    private string Activity => $"Installing {GetAgent.AddonName} on {_cluster.Name}";

    public static async Task<Agent?> RunAsync(InstallAgentRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        ClusterConnection.WarmUp();
        var reference = ClusterReference.Parse(request.ClusterName);
        using var aws = AwsSession.Open(request.Connection, host, reference.Region);

        var installed = GetAgent.FindAddonAsync(aws, reference.Name, cancellationToken);
        var cluster = await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        using var connection = ClusterConnection.Open(request.Connection, aws, cluster, host);
        var operation = new InstallAgent(request, host, aws, cluster, connection.Client);
        return await operation.ConvergeAsync(await installed.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task<Agent?> ConvergeAsync(Addon? addon, CancellationToken cancellationToken)
    {
        var change = PodIdentity.Change.Unchanged;
        if (addon is null)
        {
            var present = await GetAgent.ReadAsync(_aws, _cluster, addon, _client, cancellationToken).ConfigureAwait(false);
            if (present.Source is AgentSource.BuiltIn or AgentSource.SelfManaged)
            {
                _host.WriteVerbose($"The agent of {_cluster.Name} is {present.Source}; no add-on is installed beside it.");
                return present with { Change = change, Elapsed = Stopwatch.GetElapsedTime(_started) };
            }

            if (!await CreateAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            change = PodIdentity.Change.Created;
        }
        else if (_request.AddonVersion is { } version && version != addon.AddonVersion)
        {
            if (!await UpdateAsync(addon, version, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            change = PodIdentity.Change.Updated;
        }

        addon = _request.NoWait
            ? await GetAgent.FindAddonAsync(_aws, _cluster.Name, cancellationToken).ConfigureAwait(false)
            : await WaitAsync(cancellationToken).ConfigureAwait(false);
        var agent = await GetAgent.ReadAsync(_aws, _cluster, addon, _client, cancellationToken).ConfigureAwait(false);
        return agent with { Change = change, Elapsed = Stopwatch.GetElapsedTime(_started) };
    }

    private async Task<bool> CreateAsync(CancellationToken cancellationToken)
    {
        var version = _request.AddonVersion ?? await DefaultVersionAsync(cancellationToken).ConfigureAwait(false);
        if (!await _host.ShouldProcessAsync($"cluster {_cluster.Name}", $"Install add-on {GetAgent.AddonName} {version}").ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            await _aws.Eks.CreateAddonAsync(
                new CreateAddonRequest { ClusterName = _cluster.Name, AddonName = GetAgent.AddonName, AddonVersion = version, Tags = Ownership.With(new Dictionary<string, string>()) },
                cancellationToken).ConfigureAwait(false);
        }
        catch (ResourceInUseException)
        {
            _host.WriteVerbose("Somebody else is installing the add-on; waiting for that.");
        }
        catch (InvalidParameterException e) when (_request.AddonVersion is not null && e.Message.Contains("version", StringComparison.OrdinalIgnoreCase))
        {
            throw UnknownVersion(version, e);
        }

        return true;
    }

    private async Task<bool> UpdateAsync(Addon addon, string version, CancellationToken cancellationToken)
    {
        if (!await _host.ShouldProcessAsync($"add-on {GetAgent.AddonName} of cluster {_cluster.Name}", $"Change version from {addon.AddonVersion} to {version}").ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            await _aws.Eks.UpdateAddonAsync(
                new UpdateAddonRequest { ClusterName = _cluster.Name, AddonName = GetAgent.AddonName, AddonVersion = version, ResolveConflicts = ResolveConflicts.PRESERVE },
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (InvalidParameterException e) when (e.Message.Contains("version", StringComparison.OrdinalIgnoreCase))
        {
            throw UnknownVersion(version, e);
        }
    }

    /// <summary>The version that EKS marks as default for the cluster's Kubernetes version.</summary>
    private async Task<string> DefaultVersionAsync(CancellationToken cancellationToken)
    {
        var response = await _aws.Eks.DescribeAddonVersionsAsync(
            new DescribeAddonVersionsRequest { AddonName = GetAgent.AddonName, KubernetesVersion = _cluster.Version },
            cancellationToken).ConfigureAwait(false);
        var versions = response.Addons?.FirstOrDefault()?.AddonVersions ?? [];
        return versions.Find(v => v.Compatibilities?.Exists(c => c.ClusterVersion == _cluster.Version && c.DefaultVersion == true) == true)?.AddonVersion
            ?? versions.FirstOrDefault()?.AddonVersion
            ?? throw new PodIdentityException(
                "AddonNotSupported",
                ErrorKind.InvalidOperation,
                _cluster.Name,
                $"EKS offers no version of {GetAgent.AddonName} for Kubernetes {_cluster.Version} of cluster '{_cluster.Name}'.",
                "Upgrade the cluster to a version with EKS Pod Identity (1.24 or later).");
    }

    private async Task<Addon> WaitAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(_request.Timeout ?? DefaultTimeout, cancellationToken);
        var seen = "nothing";
        try
        {
            var addon = await WaitUntilActiveAsync(text => Report(seen = text, deadline), deadline.Token).ConfigureAwait(false);
            if (await AgentDaemonSet.FindAsync(_client, deadline.Token).ConfigureAwait(false) is { } daemonSet)
            {
                await AgentDaemonSet.WaitUntilReadyAsync(
                    _client,
                    daemonSet,
                    status => Report(seen = $"{addon.Status.Value}, ready on {status?.NumberReady ?? 0} of {status?.DesiredNumberScheduled ?? 0} nodes", deadline),
                    deadline.Token).ConfigureAwait(false);
            }

            return addon;
        }
        catch (Exception) when (deadline.HasPassed)
        {
            throw Errors.TimedOut(
                $"A ready agent on {_cluster.Name}", _cluster.Name, deadline.Timeout, seen,
                $"The add-on stays. `Get-EksPodIdentityAgent -ClusterName {_cluster.Name}` shows the node that lags; run the command again to go on waiting, with a longer -TimeoutSec if need be.");
        }
        finally
        {
            _host.WriteProgress(new OperationProgress(Activity, "Done", 100, Completed: true));
        }
    }

    private async Task<Addon> WaitUntilActiveAsync(Action<string> seen, CancellationToken cancellationToken)
    {
        var backoff = Backoff.ForAws();
        while (true)
        {
            var addon = await GetAgent.FindAddonAsync(_aws, _cluster.Name, cancellationToken).ConfigureAwait(false);
            var status = addon?.Status;
            seen(status?.Value ?? "not there yet");
            if (status == AddonStatus.ACTIVE)
            {
                return addon!;
            }

            // DEGRADED may heal while nodes come up; these do not.
            if (status == AddonStatus.CREATE_FAILED || status == AddonStatus.UPDATE_FAILED || status == AddonStatus.DELETE_FAILED || status == AddonStatus.DELETING)
            {
                throw Failed(addon!);
            }

            await backoff.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Report(string status, Deadline deadline) => _host.WriteProgress(new OperationProgress(Activity, status, deadline.PercentUsed));

    private PodIdentityException Failed(Addon addon)
    {
        var issues = GetAgent.HealthIssues(addon);
        var reasons = issues.Count == 0 ? "EKS gives no reason" : string.Join("; ", issues.Select(i => $"{i.Code}: {i.Message}"));
        return new PodIdentityException(
            "AgentFailed",
            ErrorKind.ResourceUnavailable,
            _cluster.Name,
            $"Add-on {GetAgent.AddonName} of cluster '{_cluster.Name}' is {addon.Status.Value}: {Errors.Shown(reasons)}.",
            $"Mend what it names, delete the add-on with `aws eks delete-addon --cluster-name {_cluster.Name} --addon-name {GetAgent.AddonName}`, and run the command again.");
    }

    private PodIdentityException UnknownVersion(string version, Exception cause) => new(
        "AddonVersionNotFound",
        ErrorKind.InvalidArgument,
        version,
        $"EKS does not offer version '{Errors.Shown(version)}' of {GetAgent.AddonName} for Kubernetes {_cluster.Version}.",
        $"Leave -AddonVersion out for the default, or choose from `aws eks describe-addon-versions --addon-name {GetAgent.AddonName} --kubernetes-version {_cluster.Version}`.",
        cause);
}
