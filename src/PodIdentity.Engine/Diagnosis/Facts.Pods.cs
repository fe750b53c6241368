using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Diagnosis;

internal sealed partial class Facts
{
    // As much of a log as a person would look at.
    private const int LogLines = 100;
    private const int LogBytes = 64 * 1024;

    /// <summary>All pods of the namespace but probes.</summary>
    public Task<Reading<IList<V1Pod>>> NamespacePodsAsync() => OnceAsync<IList<V1Pod>>($"`list` on `pods` in namespace {request.Namespace}", async () =>
    {
        var pods = await Client.CoreV1.ListNamespacedPodAsync(request.Namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
        return [.. pods.Items.Where(pod => !pod.IsProbe())];
    });

    /// <summary>The pods to look at: that of the request, or all of the service account that have not ended; probe pods left out.</summary>
    public async Task<Reading<IList<V1Pod>>> PodsAsync() => (await NamespacePodsAsync().ConfigureAwait(false)).Then<IList<V1Pod>>(pods =>
    [
        .. pods.Where(pod => request.PodName is { } name
            ? pod.Metadata.Name == name
            : pod.Spec.ServiceAccountName == request.ServiceAccount && pod.Metadata.DeletionTimestamp is null && pod.Status?.Phase is not ("Succeeded" or "Failed")),
    ]);

    /// <summary>The pods to look at by what makes them; by the replica set or job itself where its owner may not be read.</summary>
    public async Task<Reading<IReadOnlyList<OwnedPods>>> OwnersAsync()
    {
        var pods = await PodsAsync().ConfigureAwait(false);
        if (!pods.IsKnown)
        {
            return Reading.Unknown<IReadOnlyList<OwnedPods>>(pods.Unread!);
        }

        var owners = await OnceAsync(
            $"`get` on `replicasets` and `jobs` in namespace {request.Namespace}",
            () => PodOwners.GroupAsync(Client, request.Namespace, pods.Value, cancellationToken)).ConfigureAwait(false);
        return Reading.Known<IReadOnlyList<OwnedPods>>(owners.IsKnown
            ? [.. owners.Value.Select(group => new OwnedPods(group.Owner, group.Pods))]
            : [.. PodOwners.ByDirectOwner(pods.Value).Select(group => new OwnedPods(group.Key, [.. group]))]);
    }

    /// <summary>The end of a container's log; of the run before, when it has crashed and waits. Empty where there is none yet.</summary>
    public Task<Reading<string>> LogAsync(V1Pod pod, string container) => OnceAsync(
        $"`get` on `pods/log` in namespace {request.Namespace}",
        async () =>
        {
            var status = pod.Status?.ContainerStatuses?.FirstOrDefault(s => s.Name == container);
            try
            {
                using var log = await Client.CoreV1.ReadNamespacedPodLogAsync(
                    pod.Metadata.Name, request.Namespace, container, tailLines: LogLines, limitBytes: LogBytes,
                    previous: status is { RestartCount: > 0, State.Waiting: not null } ? true : null, cancellationToken: cancellationToken).ConfigureAwait(false);
                using var reader = new StreamReader(log);
                var text = new char[LogBytes];
                return new string(text, 0, await reader.ReadBlockAsync(text, cancellationToken).ConfigureAwait(false));
            }
            catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
            {
                return "";
            }
        },
        $"log of {pod.Metadata.Name}/{container}");
}

/// <summary>Pods and what makes them.</summary>
internal sealed record OwnedPods(PodOwner Owner, IReadOnlyList<V1Pod> Pods)
{
    /// <summary>As kubectl takes it, e.g. <c>deployment/web</c>.</summary>
    public string Reference => $"{Owner.Kind.ToLowerInvariant()}/{Owner.Name}";
}
