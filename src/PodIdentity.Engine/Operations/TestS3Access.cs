using System.Diagnostics;
using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Lists the S3 buckets from a pod of the service account, and reads who the pod is to AWS.</summary>
internal sealed class TestS3Access
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(3);

    private readonly TestS3AccessRequest _request;
    private readonly IOperationHost _host;
    private readonly AwsSession _aws;
    private readonly string _cluster;
    private readonly IKubernetes _client;
    private readonly long _started = Stopwatch.GetTimestamp();

    private TestS3Access(TestS3AccessRequest request, IOperationHost host, AwsSession aws, string cluster, IKubernetes client)
    {
        (_request, _host, _aws, _cluster, _client) = (request, host, aws, cluster, client);
    }

    public static async Task<S3AccessResult?> RunAsync(TestS3AccessRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        ClusterConnection.WarmUp();
        var reference = ClusterReference.Parse(request.ClusterName);
        ObjectName.RequireNamespace(request.Namespace);
        ObjectName.RequireServiceAccount(request.ServiceAccount);
        if (request.PodName is { } podName)
        {
            ObjectName.RequirePod(podName);
        }
        else if (request.ContainerName is { } container)
        {
            throw Errors.Invalid("ContainerName", container, "possible without -PodName", "Add -PodName, whose container it is; a probe pod has one container only.");
        }

        using var aws = AwsSession.Open(request.Connection, host, reference.Region);
        var cluster = await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        using var connection = ClusterConnection.Open(request.Connection, aws, cluster, host);
        var operation = new TestS3Access(request, host, aws, cluster.Name, connection.Client);
        return request.PodName is null
            ? await operation.TestInProbePodAsync(cancellationToken).ConfigureAwait(false)
            : await operation.TestInAsync(await operation.RequirePodAsync(request.PodName, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task<V1Pod> RequirePodAsync(string name, CancellationToken cancellationToken)
    {
        V1Pod pod;
        try
        {
            pod = await _client.CoreV1.ReadNamespacedPodAsync(name, _request.Namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            throw new PodIdentityException(
                "PodNotFound", ErrorKind.ObjectNotFound, $"{_request.Namespace}/{name}",
                $"There is no pod '{name}' in namespace '{_request.Namespace}'.", "Check -PodName, or leave it out to have a probe pod made.", e);
        }

        return pod.Spec.ServiceAccountName == _request.ServiceAccount ? pod : throw new PodIdentityException(
            "PodServiceAccountMismatch", ErrorKind.InvalidArgument, $"{_request.Namespace}/{name}",
            $"Pod '{name}' runs as service account '{pod.Spec.ServiceAccountName}', not '{_request.ServiceAccount}'.",
            $"Give -ServiceAccount {pod.Spec.ServiceAccountName}, or another -PodName.");
    }

    private async Task<S3AccessResult?> TestInProbePodAsync(CancellationToken cancellationToken)
    {
        var hasAccount = await ServiceAccounts.FindAsync(_client, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false) is not null;
        if (!hasAccount && !_request.CreateServiceAccount)
        {
            throw Errors.ServiceAccountNotFound(_request.Namespace, _request.ServiceAccount);
        }

        var where = $"namespace {_request.Namespace} of cluster {_cluster}";
        var action = $"Run a probe pod as {(hasAccount ? "" : "new ")}service account {_request.ServiceAccount}";
        if (!await _host.ShouldProcessAsync(where, action).ConfigureAwait(false))
        {
            return null;
        }

        var pod = await CreatePodAsync(hasAccount, cancellationToken).ConfigureAwait(false);
        _host.WriteVerbose($"Created pod {_request.Namespace}/{pod.Metadata.Name}.");
        try
        {
            return await TestInAsync(await WaitForStartAsync(pod, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!_request.Keep)
            {
                await ProbePod.DeleteAsync(_client, _request.Namespace, pod.Metadata.Name, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task<V1Pod> CreatePodAsync(bool hasAccount, CancellationToken cancellationToken)
    {
        var madeAccount = !hasAccount && await ServiceAccounts.CreateAsync(_client, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false);
        try
        {
            return await ProbePod.CreateAsync(_client, ProbePod.Specify(_request.Namespace, _request.ServiceAccount, _request.Image), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (madeAccount)
        {
            await ServiceAccounts.DeleteAsync(_client, _request.Namespace, _request.ServiceAccount, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<V1Pod> WaitForStartAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var activity = $"Starting pod {_request.Namespace}/{pod.Metadata.Name}";
        using var deadline = new Deadline(_request.Timeout ?? DefaultTimeout, cancellationToken);
        var seen = "Pending";
        try
        {
            return await PodStart.WaitAsync(_client, pod, text => _host.WriteProgress(new OperationProgress(activity, seen = text, deadline.PercentUsed)), deadline.Token).ConfigureAwait(false);
        }
        catch (Exception) when (deadline.HasPassed)
        {
            throw Errors.TimedOut(
                "A running probe pod", $"{_request.Namespace}/{pod.Metadata.Name}", deadline.Timeout, seen,
                "Give it longer with -TimeoutSec, or see what the cluster lacks with `kubectl get events`.");
        }
        finally
        {
            _host.WriteProgress(new OperationProgress(activity, "Done", 100, Completed: true));
        }
    }

    private async Task<S3AccessResult> TestInAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        RequireContainer(pod);
        var list = RunAsync(pod, cancellationToken, "aws", "s3", "ls");
        var identity = RunAsync(pod, cancellationToken, "aws", "sts", "get-caller-identity", "--output", "json");
        var environment = RunAsync(pod, cancellationToken, "env");
        await Task.WhenAll(list, identity, environment).ConfigureAwait(false);

        var view = PodView.Read(await list.ConfigureAwait(false), await identity.ConfigureAwait(false), await environment.ConfigureAwait(false));
        var association = view.IsAsIntended ? null : await FindAssociationAsync(cancellationToken).ConfigureAwait(false);
        return view.ToResult(_request, _cluster, _aws.Region, pod, association) with { Elapsed = Stopwatch.GetElapsedTime(_started) };
    }

    /// <summary>For the explanation of a failure only: who may not read associations gets a vaguer one.</summary>
    private async Task<Amazon.EKS.Model.PodIdentityAssociation?> FindAssociationAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Associations.FindAsync(_aws, _cluster, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false);
        }
        catch (Amazon.Runtime.AmazonServiceException e)
        {
            _host.WriteVerbose($"The association could not be read: {e.Message}");
            return null;
        }
    }

    private void RequireContainer(V1Pod pod)
    {
        var names = pod.Spec.Containers.Select(c => c.Name).ToList();
        if (_request.ContainerName is { } container && !names.Contains(container))
        {
            throw new PodIdentityException(
                "ContainerNotFound", ErrorKind.ObjectNotFound, container,
                $"Pod '{pod.Metadata.Name}' has no container '{Errors.Shown(container)}', but {string.Join(", ", names)}.",
                "Give one of these as -ContainerName, or leave it out for the first.");
        }
    }

    private Task<CommandResult> RunAsync(V1Pod pod, CancellationToken cancellationToken, params string[] command)
    {
        _host.WriteVerbose($"Running `{string.Join(' ', command)}` in pod {pod.Metadata.Name}.");
        return PodCommand.RunAsync(_client, pod, _request.ContainerName, command, cancellationToken);
    }
}
