using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Restarts the workloads of a service account whose pods do not have what its association gives.</summary>
internal sealed class RestartWorkloads
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    private readonly RestartWorkloadsRequest _request;
    private readonly IOperationHost _host;
    private readonly AwsSession _aws;
    private readonly string _cluster;
    private readonly IKubernetes _client;
    private readonly ConcurrentDictionary<string, string> _seen = new();

    private RestartWorkloads(RestartWorkloadsRequest request, IOperationHost host, AwsSession aws, string cluster, IKubernetes client) =>
        (_request, _host, _aws, _cluster, _client) = (request, host, aws, cluster, client);

    private string Activity => $"Restarting the workloads of service account {_request.Namespace}/{_request.ServiceAccount}";

    private TimeSpan Timeout => _request.Timeout ?? DefaultTimeout;

    public static async IAsyncEnumerable<Workload> RunAsync(RestartWorkloadsRequest request, IOperationHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ClusterConnection.WarmUp();
        var reference = ClusterReference.Parse(request.ClusterName);
        ObjectName.RequireNamespace(request.Namespace);
        ObjectName.RequireServiceAccount(request.ServiceAccount);
        using var aws = AwsSession.Open(request.Connection, host, reference.Region);
        var cluster = await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        using var connection = ClusterConnection.Open(request.Connection, aws, cluster, host);
        var operation = new RestartWorkloads(request, host, aws, cluster.Name, connection.Client);
        await foreach (var workload in operation.RestartAsync(cancel => operation.WaitUntilEffectiveAsync(connection, cancel), cancellationToken).ConfigureAwait(false))
        {
            yield return workload;
        }
    }

    /// <summary>For an association that is known to be effective: pods that start before that would have to be restarted again.</summary>
    internal static IAsyncEnumerable<Workload> RestartAsync(
        RestartWorkloadsRequest request, IOperationHost host, AwsSession aws, string cluster, IKubernetes client, CancellationToken cancellationToken) =>
        new RestartWorkloads(request, host, aws, cluster, client).RestartAsync(_ => Task.CompletedTask, cancellationToken);

    private async IAsyncEnumerable<Workload> RestartAsync(Func<CancellationToken, Task> untilEffective, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var association = await RequireAssociationAsync(cancellationToken).ConfigureAwait(false);
        var since = (association.ModifiedAt > association.CreatedAt ? association.ModifiedAt : association.CreatedAt)?.ToUniversalTime() ?? DateTime.MinValue;
        var workloads = await FindWorkloadsAsync(since, cancellationToken).ConfigureAwait(false);

        var agreed = new List<(WorkloadRestart Restart, int Stale)>();
        foreach (var (restart, stale, result) in workloads)
        {
            if (restart is null)
            {
                yield return result;
            }
            else if (restart.IsUnderWay || await _host.ShouldProcessAsync($"{restart.Owner} in namespace {_request.Namespace} of cluster {_cluster}", restart.Action).ConfigureAwait(false))
            {
                agreed.Add((restart, stale));
            }
        }

        if (agreed.Any(item => !item.Restart.IsUnderWay))
        {
            await untilEffective(cancellationToken).ConfigureAwait(false);
        }

        await foreach (var workload in RestartAllAsync(agreed, cancellationToken).ConfigureAwait(false))
        {
            yield return workload;
        }
    }

    private async Task<Amazon.EKS.Model.PodIdentityAssociation> RequireAssociationAsync(CancellationToken cancellationToken) =>
        await Associations.FindAsync(_aws, _cluster, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false)
        ?? throw new PodIdentityException(
            "AssociationNotFound",
            ErrorKind.ObjectNotFound,
            $"{_request.Namespace}/{_request.ServiceAccount}",
            $"Service account '{_request.ServiceAccount}' in namespace '{_request.Namespace}' of cluster '{_cluster}' has no pod identity association: new pods would get no more than the present ones have.",
            $"Create it with `New-PodIdentityAssociation -ClusterName {_cluster} -Namespace {_request.Namespace} -ServiceAccount {_request.ServiceAccount} -RoleName <role> -RestartWorkload`, which restarts the workloads too.");

    /// <summary>All workloads of the service account: how to restart those with stale pods, and what to say of the others.</summary>
    private async Task<IReadOnlyList<(WorkloadRestart? Restart, int Stale, Workload Result)>> FindWorkloadsAsync(DateTime since, CancellationToken cancellationToken)
    {
        var pods = await ListPodsAsync(_client, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false);
        if (pods.Count == 0)
        {
            _host.WriteVerbose($"No pod runs as service account {_request.Namespace}/{_request.ServiceAccount}.");
        }

        var owners = await PodOwners.GroupAsync(_client, _request.Namespace, pods, cancellationToken).ConfigureAwait(false);
        return await Task.WhenAll(owners.Select(async group =>
        {
            var stale = group.Pods.Where(pod => InjectedPod.IsStale(pod, since)).ToList();
            var result = Result(group.Owner, stale.Count, Change.Unchanged, null);
            if (stale.Count == 0)
            {
                return (null, 0, result);
            }

            var restart = await WorkloadRestart.PlanAsync(_client, _host, group.Owner, stale, since, _request.Force, cancellationToken).ConfigureAwait(false);
            return restart.Refusal is { } reason ? (null, stale.Count, result with { Reason = reason }) : ((WorkloadRestart?)restart, stale.Count, result);
        })).ConfigureAwait(false);
    }

    /// <summary>The pods of a service account that run or are about to.</summary>
    internal static async Task<IReadOnlyList<V1Pod>> ListPodsAsync(IKubernetes client, string @namespace, string serviceAccount, CancellationToken cancellationToken)
    {
        var pods = await client.CoreV1.ListNamespacedPodAsync(@namespace, fieldSelector: $"spec.serviceAccountName={serviceAccount}", cancellationToken: cancellationToken).ConfigureAwait(false);
        return pods.Items.Where(pod => pod.Metadata.DeletionTimestamp is null && pod.Status?.Phase is not ("Succeeded" or "Failed")).ToList();
    }

    private async IAsyncEnumerable<Workload> RestartAllAsync(IReadOnlyList<(WorkloadRestart Restart, int Stale)> agreed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(Timeout, cancellationToken);
        var running = agreed.Select(item => RestartOneAsync(item.Restart, item.Stale, deadline, cancellationToken)).ToList();
        try
        {
            while (running.Count > 0)
            {
                var ended = await Task.WhenAny(running).ConfigureAwait(false);
                running.Remove(ended);
                if (await ended.ConfigureAwait(false) is { } workload)
                {
                    yield return workload;
                }
            }
        }
        finally
        {
            // On a stop the others end by the same token; a pod that was deleted is created anew before this returns.
            await Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
            _host.WriteProgress(new OperationProgress(Activity, "Done", 100, Completed: true));
        }
    }

    /// <summary>Null when it failed, which the host is told; the others go on.</summary>
    private async Task<Workload?> RestartOneAsync(WorkloadRestart restart, int stale, Deadline deadline, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var target = $"{restart.Owner} in namespace {_request.Namespace}";
        var name = restart.Owner.ToString();
        try
        {
            await restart.ReplaceAsync(text => Tell(name, text, deadline), !_request.NoWait, deadline.Token).ConfigureAwait(false);
            _host.WriteVerbose($"{target}: {(_request.NoWait ? "restart begun" : "restarted")}.");
            var change = restart.IsUnderWay ? Change.Unchanged : Change.Updated;
            var reason = restart.IsUnderWay ? "An earlier restart was replacing the pods already." : restart.Remark;
            return Result(restart.Owner, stale, change, reason) with { Elapsed = Stopwatch.GetElapsedTime(started) };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _host.WriteError(deadline.HasPassed && e is not PodIdentityException
                ? Errors.TimedOut($"The end of the restart of {target}", target, deadline.Timeout, _seen.GetValueOrDefault(name, "nothing"), "The restart goes on in the cluster. Run the command again to go on waiting, with a longer -TimeoutSec if need be; see what its pods lack with `kubectl get events`.")
                : ErrorMapping.Map(e, target));
            return null;
        }
    }

    private void Tell(string workload, string text, Deadline deadline)
    {
        _seen[workload] = text;
        _host.WriteProgress(new OperationProgress(Activity, $"{workload}: {text}", deadline.PercentUsed));
    }

    /// <summary>Pods that start before the association is effective would have to be restarted again.</summary>
    private async Task WaitUntilEffectiveAsync(ClusterConnection connection, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(Timeout, cancellationToken);
        var seen = "nothing";
        try
        {
            await new Effectiveness(connection, _host, _request.Namespace, _request.ServiceAccount).WaitAsync(
                text => _host.WriteProgress(new OperationProgress(Activity, seen = text, deadline.PercentUsed)), deadline.Token).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableEntity)
        {
            _host.WriteVerbose($"Whether new pods get credentials could not be tried: {KubernetesErrors.MessageOf(e.Response.Content)}");
        }
        catch (Exception) when (deadline.HasPassed)
        {
            throw Errors.TimedOut(
                "An effective association", $"{_request.Namespace}/{_request.ServiceAccount}", deadline.Timeout, seen,
                "Nothing was restarted: new pods do not get credentials yet. Run the command again, with a longer -TimeoutSec if need be; `kubectl get mutatingwebhookconfigurations pod-identity-webhook` shows whether the cluster has the webhook.");
        }
    }

    private Workload Result(PodOwner owner, int stale, Change change, string? reason) => new()
    {
        ClusterName = _cluster,
        Region = _aws.Region,
        Namespace = _request.Namespace,
        ServiceAccount = _request.ServiceAccount,
        Kind = owner.Kind,
        Name = owner.Name,
        StalePods = stale,
        Change = change,
        Reason = reason,
    };
}
