using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Deletes a pod that no controller would replace, and creates it anew. Nobody else has its manifest, so it is never lost.</summary>
internal sealed class PodRecreation(IKubernetes client, IOperationHost host, V1Pod pod)
{
    // A stop does not leave the pod deleted; this bounds what then goes on. The pod's own grace period comes on top.
    private static readonly TimeSpan LongestReplacement = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(30);

    private readonly string _name = pod.Metadata.Name;
    private readonly string _namespace = pod.Metadata.NamespaceProperty;
    private readonly V1Pod _manifest = PodManifest.Of(pod);

    /// <summary>The new pod, not yet started.</summary>
    public async Task<V1Pod> RunAsync(CancellationToken cancellationToken)
    {
        await RequireAcceptableAsync(cancellationToken).ConfigureAwait(false);
        var file = Save();
        host.WriteVerbose($"The manifest of pod {_namespace}/{_name} is kept in {file} until the new pod is there.");

        // From here on it is all or nothing, whether or not the user stops.
        cancellationToken.ThrowIfCancellationRequested();
        var grace = pod.Spec.TerminationGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultGrace;
        using var limit = new CancellationTokenSource(grace + LongestReplacement);
        try
        {
            await DeleteAsync(limit.Token).ConfigureAwait(false);
            var created = await CreateAsync(limit.Token).ConfigureAwait(false);
            File.Delete(file);
            return created;
        }
        catch (Exception e) when (e is not PodIdentityException)
        {
            throw NotRecreated(e, file);
        }
    }

    /// <summary>Refuses before anything is deleted when the cluster would not take the pod again.</summary>
    private async Task RequireAcceptableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.CoreV1.CreateNamespacedPodAsync(_manifest, _namespace, dryRun: "All", cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            // All that it was refused for is that it is there already.
        }
        catch (HttpOperationException e) when (PodRefusal.IsQuota(e))
        {
            // The old pod uses the quota that the new one will.
        }
        catch (HttpOperationException e) when (PodRefusal.Explain(e, _namespace, $"{_namespace}/{_name}") is { } refusal)
        {
            throw refusal;
        }
    }

    private async Task DeleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.CoreV1.DeleteNamespacedPodAsync(_name, _namespace, new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } }, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // It ended meanwhile.
        }

        var watch = ObjectWatch.Pod(client, _namespace, _name);
        await watch.UntilAsync(pod, _ => false, cancellationToken).ConfigureAwait(false);
    }

    private async Task<V1Pod> CreateAsync(CancellationToken cancellationToken)
    {
        var pause = Backoff.ForKubernetes();
        while (true)
        {
            try
            {
                return await client.CoreV1.CreateNamespacedPodAsync(_manifest, _namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (IsPassing(e) && !cancellationToken.IsCancellationRequested)
            {
                if (await FindNewAsync(cancellationToken).ConfigureAwait(false) is { } created)
                {
                    // The answer to the attempt was lost, not its work.
                    return created;
                }

                await pause.PauseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsPassing(Exception e) => e is HttpRequestException or IOException
        || (e is HttpOperationException refused && (refused.Response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests || (int)refused.Response.StatusCode >= 500 || PodRefusal.IsQuota(refused)));

    private async Task<V1Pod?> FindNewAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await client.CoreV1.ReadNamespacedPodAsync(_name, _namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
            return found.Metadata.Uid != pod.Metadata.Uid && found.Metadata.DeletionTimestamp is null ? found : null;
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    /// <summary>Readable for this user only: the manifest may hold what its author should have put into a secret.</summary>
    private string Save()
    {
        var file = Path.Combine(Path.GetTempPath(), $"podidentity-{_namespace}-{_name}-{Guid.NewGuid():N}.json");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(file, options);
        writer.Write(KubernetesJson.Serialize(_manifest));
        return file;
    }

    private PodIdentityException NotRecreated(Exception e, string file)
    {
        var why = e is HttpOperationException refused ? KubernetesErrors.MessageOf(refused.Response.Content) : e is OperationCanceledException ? "the time was up" : e.Message;
        return new(
            "PodNotRecreated",
            ErrorKind.ResourceUnavailable,
            $"{_namespace}/{_name}",
            $"Pod {_namespace}/{_name} was to be deleted and created anew, and that did not come to its end: {Errors.Told(why)}",
            $"Its manifest is kept: once `kubectl get pod {_name} -n {_namespace}` shows no pod, run `kubectl create -f {file}`.",
            e);
    }
}
