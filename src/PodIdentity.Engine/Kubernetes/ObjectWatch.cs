using k8s;
using k8s.Autorest;
using k8s.Models;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Waits for one object of the cluster to become what is wanted, by watch.</summary>
/// <param name="Read">Reads the object.</param>
/// <param name="Watch">Watches it, by field selector and from a resource version.</param>
internal sealed record ObjectWatch<T>(
    Func<CancellationToken, Task<T>> Read,
    Func<string, string, CancellationToken, IAsyncEnumerable<(WatchEventType Type, T Object)>> Watch)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Follows the object until <paramref name="decide"/> says yes.</summary>
    /// <returns>The object as it then is; null when it was deleted.</returns>
    public async Task<T?> UntilAsync(T current, Func<T, bool> decide, CancellationToken cancellationToken)
    {
        var pause = Backoff.ForKubernetes();
        while (!decide(current))
        {
            try
            {
                await foreach (var (type, changed) in Watch($"metadata.name={current.Metadata.Name}", current.Metadata.ResourceVersion, cancellationToken).ConfigureAwait(false))
                {
                    if (type == WatchEventType.Deleted && changed.Metadata.Uid == current.Metadata.Uid)
                    {
                        return null;
                    }

                    if (type is WatchEventType.Added or WatchEventType.Modified && decide(changed))
                    {
                        return changed;
                    }
                }
            }
            catch (Exception e) when (e is KubernetesException or IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
            {
                // The watch broke, or its start is too long ago; reading anew tells whether the server is still there.
            }

            await pause.PauseAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var next = await Read(cancellationToken).ConfigureAwait(false);
                if (next.Metadata.Uid != current.Metadata.Uid)
                {
                    return null;
                }

                current = next;
            }
            catch (HttpOperationException e) when (e.Response.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                return null;
            }
        }

        return current;
    }
}

/// <summary>Watches of the kinds that are waited for.</summary>
internal static class ObjectWatch
{
    public static ObjectWatch<V1Pod> Pod(IKubernetes client, string @namespace, string name) => new(
        cancel => client.CoreV1.ReadNamespacedPodAsync(name, @namespace, cancellationToken: cancel),
        (selector, version, cancel) => client.CoreV1.WatchListNamespacedPodAsync(@namespace, fieldSelector: selector, resourceVersion: version, cancellationToken: cancel));

    public static ObjectWatch<V1Deployment> Deployment(IKubernetes client, string @namespace, string name) => new(
        cancel => client.AppsV1.ReadNamespacedDeploymentAsync(name, @namespace, cancellationToken: cancel),
        (selector, version, cancel) => client.AppsV1.WatchListNamespacedDeploymentAsync(@namespace, fieldSelector: selector, resourceVersion: version, cancellationToken: cancel));

    public static ObjectWatch<V1StatefulSet> StatefulSet(IKubernetes client, string @namespace, string name) => new(
        cancel => client.AppsV1.ReadNamespacedStatefulSetAsync(name, @namespace, cancellationToken: cancel),
        (selector, version, cancel) => client.AppsV1.WatchListNamespacedStatefulSetAsync(@namespace, fieldSelector: selector, resourceVersion: version, cancellationToken: cancel));

    public static ObjectWatch<V1DaemonSet> DaemonSet(IKubernetes client, string @namespace, string name) => new(
        cancel => client.AppsV1.ReadNamespacedDaemonSetAsync(name, @namespace, cancellationToken: cancel),
        (selector, version, cancel) => client.AppsV1.WatchListNamespacedDaemonSetAsync(@namespace, fieldSelector: selector, resourceVersion: version, cancellationToken: cancel));
}
