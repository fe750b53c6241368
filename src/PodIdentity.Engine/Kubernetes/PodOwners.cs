using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>What makes pods and replaces them, at the top of the chain of owners.</summary>
/// <param name="Group">API group, e.g. <c>apps</c>; empty for the core group.</param>
/// <param name="Kind">e.g. <c>Deployment</c>; <c>Pod</c> for a pod that nothing owns.</param>
/// <param name="Name">Its name.</param>
internal sealed record PodOwner(string Group, string Kind, string Name)
{
    /// <summary>As messages name it.</summary>
    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>Finds out who owns pods.</summary>
internal static class PodOwners
{
    /// <summary>The pods by their top owner, ordered by kind and name.</summary>
    public static async Task<IReadOnlyList<(PodOwner Owner, IReadOnlyList<V1Pod> Pods)>> GroupAsync(
        IKubernetes client, string @namespace, IEnumerable<V1Pod> pods, CancellationToken cancellationToken)
    {
        var byDirectOwner = ByDirectOwner(pods);
        var tops = await Task.WhenAll(byDirectOwner.Select(group => TopOfAsync(client, @namespace, group.Key, cancellationToken))).ConfigureAwait(false);
        return byDirectOwner
            .Zip(tops, (group, top) => (Top: top, Pods: group))
            .GroupBy(pair => pair.Top)
            .Select(group => (group.Key, (IReadOnlyList<V1Pod>)group.SelectMany(pair => pair.Pods).OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal).ToList()))
            .OrderBy(group => group.Key.Kind, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Name, StringComparer.Ordinal)
            .ToList();
    }

    /// <summary>The pods by what made them itself, e.g. the replica set and not its deployment.</summary>
    public static IReadOnlyList<IGrouping<PodOwner, V1Pod>> ByDirectOwner(IEnumerable<V1Pod> pods) =>
        pods.GroupBy(pod => ControllerOf(pod.Metadata) ?? new PodOwner("", "Pod", pod.Metadata.Name)).ToList();

    private static PodOwner? ControllerOf(V1ObjectMeta metadata) => metadata.OwnerReferences?.FirstOrDefault(reference => reference.Controller == true) is { } owner
        ? new PodOwner(owner.ApiVersion.Contains('/') ? owner.ApiVersion.Split('/')[0] : "", owner.Kind, owner.Name)
        : null;

    // Only replica sets and jobs are ever made by something else that is known here.
    private static async Task<PodOwner> TopOfAsync(IKubernetes client, string @namespace, PodOwner owner, CancellationToken cancellationToken)
    {
        try
        {
            var metadata = owner switch
            {
                { Group: "apps", Kind: "ReplicaSet" } => (await client.AppsV1.ReadNamespacedReplicaSetAsync(owner.Name, @namespace, cancellationToken: cancellationToken).ConfigureAwait(false)).Metadata,
                { Group: "batch", Kind: "Job" } => (await client.BatchV1.ReadNamespacedJobAsync(owner.Name, @namespace, cancellationToken: cancellationToken).ConfigureAwait(false)).Metadata,
                _ => null,
            };
            return metadata is null ? owner : ControllerOf(metadata) ?? owner;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound || (e.Response.StatusCode == HttpStatusCode.Forbidden && owner.Kind == "Job"))
        {
            // A job is left alone whoever made it; a replica set that is gone takes its pods along.
            return owner;
        }
    }
}
