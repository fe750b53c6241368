using System.Diagnostics;
using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Operations;

/// <summary>Lists the S3 buckets from a pod of the service account, and reads who the pod is to AWS.</summary>
internal sealed class TestS3Access
{
    // Keys fill a screen long before this; a bucket may hold millions.
    private const int LongestListing = 64 * 1024;

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
        Validate(request);
        using var aws = AwsSession.Open(request.Connection, host, reference.Region);
        var cluster = await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        using var connection = ClusterConnection.Open(request.Connection, aws, cluster, host);
        var operation = new TestS3Access(request, host, aws, cluster.Name, connection.Client);
        return request.PodName is null
            ? await operation.TestInProbePodAsync(cancellationToken).ConfigureAwait(false)
            : await operation.TestInPodAsync(request.PodName, cancellationToken).ConfigureAwait(false);
    }

    private static void Validate(TestS3AccessRequest request)
    {
        if (request.Bucket is { } bucket)
        {
            BucketName.Require(bucket);
        }

        if (request.PodName is { } podName)
        {
            ObjectName.RequirePod(podName);
        }

        switch (request)
        {
            case { NodeName: { } node, PodName: not null }:
                throw Errors.Invalid("NodeName", node, "possible together with -PodName", "Leave one of them out: a pod that is there stays on its node.");
            case { NodeName: { } node }:
                ObjectName.RequireNode(node);
                break;
        }

        switch (request)
        {
            case { PodName: null, ContainerName: { } container }:
                throw Errors.Invalid("ContainerName", container, "possible without -PodName", "Add -PodName, whose container it is; a probe pod has one container only.");
            case { PodName: null, Restart: true }:
                throw Errors.Invalid("Restart", "-Restart", "possible without -PodName", "Add -PodName, the pod to restart; a probe pod is new each time.");
        }
    }

    private async Task<S3AccessResult?> TestInPodAsync(string name, CancellationToken cancellationToken)
    {
        var pod = await RequirePodAsync(name, cancellationToken).ConfigureAwait(false);
        RequireContainer(pod);
        if (_request.Restart)
        {
            var renewed = await new RestartedPod(_request, _host, _client, _cluster).ReplaceAsync(pod, cancellationToken).ConfigureAwait(false);
            if (renewed is null)
            {
                return null;
            }

            pod = renewed;
        }

        RequireRunning(pod);
        return await TestInAsync(pod, cancellationToken).ConfigureAwait(false);
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

        if (_request.NodeName is { } node)
        {
            await RequireNodeAsync(node, cancellationToken).ConfigureAwait(false);
        }

        var where = $"namespace {_request.Namespace} of cluster {_cluster}";
        var action = $"Run a probe pod as {(hasAccount ? "" : "new ")}service account {_request.ServiceAccount}";
        return await _host.ShouldProcessAsync(where, action).ConfigureAwait(false)
            ? await new ProbePodLife(_request, _host, _client).RunAsync(createAccount: !hasAccount, pod => TestInAsync(pod, cancellationToken), cancellationToken).ConfigureAwait(false)
            : null;
    }

    private async Task RequireNodeAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await _client.CoreV1.ReadNodeAsync(name, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            throw new PodIdentityException(
                "NodeNotFound", ErrorKind.ObjectNotFound, name, $"Cluster '{_cluster}' has no node '{name}'.", "Check -NodeName with `kubectl get nodes`, or leave it out for any node.", e);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Forbidden)
        {
            _host.WriteVerbose($"Whether there is a node {name} could not be checked: {KubernetesErrors.MessageOf(e.Response.Content)}");
        }
    }

    private async Task<S3AccessResult> TestInAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var list = RunAsync(pod, cancellationToken, "aws", "s3", "ls");
        var objects = _request.Bucket is { } bucket ? ListObjectsAsync(pod, bucket, cancellationToken) : null;
        var identity = RunAsync(pod, cancellationToken, "aws", "sts", "get-caller-identity", "--output", "json");
        var environment = ReadEnvironmentAsync(pod, cancellationToken);
        await Task.WhenAll(list, objects ?? list, identity, environment).ConfigureAwait(false);

        var view = PodView.Read(await list.ConfigureAwait(false), await identity.ConfigureAwait(false), await environment.ConfigureAwait(false), objects is null ? null : await objects.ConfigureAwait(false));
        var association = view.IsAsIntended ? null : await FindAssociationAsync(cancellationToken).ConfigureAwait(false);
        return view.ToResult(_request, _cluster, _aws.Region, pod, association) with { Elapsed = Stopwatch.GetElapsedTime(_started) };
    }

    // The high-level command prints page by page, so that reading can end early; `s3api list-objects-v2` prints only when it has all.
    private Task<CommandResult> ListObjectsAsync(V1Pod pod, string bucket, CancellationToken cancellationToken)
    {
        _host.WriteVerbose($"Running `aws s3 ls s3://{bucket}` in pod {pod.Metadata.Name}.");
        return PodCommand.RunAsync(_client, pod, ContainerOf(pod), ["aws", "s3", "ls", $"s3://{bucket}"], cancellationToken, LongestListing);
    }

    /// <summary>From the container, or where it has no such program, what its specification says.</summary>
    private async Task<CommandResult> ReadEnvironmentAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(pod, cancellationToken, "env").ConfigureAwait(false);
        }
        catch (PodIdentityException e) when (e.ErrorId is "PodIdentity.CommandNotFound")
        {
            var variables = pod.Spec.Containers.First(c => c.Name == ContainerOf(pod)).Env ?? [];
            return new CommandResult(0, string.Concat(variables.Select(v => $"{v.Name}={v.Value}\n")), "");
        }
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
                "Give one of these as -ContainerName, or leave it out for the pod's default one.");
        }
    }

    private void RequireRunning(V1Pod pod)
    {
        var container = ContainerOf(pod);
        var state = pod.Status?.ContainerStatuses?.FirstOrDefault(c => c.Name == container)?.State;
        if (pod.Status?.Phase is "Succeeded" or "Failed" or "Pending" || state is { Running: null })
        {
            var detail = state?.Waiting is { } waiting ? $"{waiting.Reason} {waiting.Message}" : state?.Terminated is { } ended ? $"{ended.Reason} {ended.Message}, exit code {ended.ExitCode}" : pod.Status?.Message;
            throw PodCommand.ContainerNotRunning(pod, container, $"the pod is {pod.Status?.Phase ?? "Pending"}{(string.IsNullOrWhiteSpace(detail) ? "" : $" ({detail.Trim()})")}.");
        }
    }

    /// <summary>As kubectl chooses it.</summary>
    private string ContainerOf(V1Pod pod)
    {
        var names = pod.Spec.Containers.Select(c => c.Name).ToList();
        return _request.ContainerName
            ?? (pod.Metadata.Annotations?.TryGetValue("kubectl.kubernetes.io/default-container", out var named) == true && names.Contains(named) ? named : names[0]);
    }

    private Task<CommandResult> RunAsync(V1Pod pod, CancellationToken cancellationToken, params string[] command)
    {
        _host.WriteVerbose($"Running `{string.Join(' ', command)}` in pod {pod.Metadata.Name}.");
        return PodCommand.RunAsync(_client, pod, ContainerOf(pod), command, cancellationToken);
    }
}
