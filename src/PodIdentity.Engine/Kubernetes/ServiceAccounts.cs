using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Reading, creating and deleting service accounts.</summary>
internal static class ServiceAccounts
{
    /// <summary>The service account, or null.</summary>
    public static async Task<V1ServiceAccount?> FindAsync(IKubernetes client, string @namespace, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.CoreV1.ReadNamespacedServiceAccountAsync(name, @namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Creates the service account, labelled as ours. One that someone else made meanwhile is as good.</summary>
    /// <returns>Whether it was created here.</returns>
    public static async Task<bool> CreateAsync(IKubernetes client, string @namespace, string name, CancellationToken cancellationToken)
    {
        var account = new V1ServiceAccount
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = @namespace, Labels = new Dictionary<string, string> { [Ownership.Label] = Ownership.Value } },
        };
        try
        {
            await client.CoreV1.CreateNamespacedServiceAccountAsync(account, @namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            return false;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            throw NamespaceNotFound(@namespace, e);
        }
    }

    /// <summary>Whether the namespace exists; null when the caller may not ask.</summary>
    public static async Task<bool?> HasNamespaceAsync(IKubernetes client, string @namespace, CancellationToken cancellationToken)
    {
        try
        {
            await client.CoreV1.ReadNamespaceAsync(@namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            return e.Response.StatusCode == HttpStatusCode.NotFound ? false : null;
        }
    }

    /// <summary>The namespace does not exist in the cluster.</summary>
    public static PodIdentityException NamespaceNotFound(string @namespace, Exception? cause = null) => new(
        "NamespaceNotFound", ErrorKind.ObjectNotFound, @namespace, $"There is no namespace '{@namespace}' in the cluster.", $"Create it with `kubectl create namespace {@namespace}`, or check -Namespace.", cause);

    /// <summary>Whether this module made the service account.</summary>
    public static bool IsOurs(this V1ServiceAccount account) => account.Metadata.Labels is { } labels && labels.TryGetValue(Ownership.Label, out var by) && by == Ownership.Value;

    /// <summary>Deletes the service account; one that is gone already is fine.</summary>
    public static async Task DeleteAsync(IKubernetes client, string @namespace, string name, CancellationToken cancellationToken)
    {
        try
        {
            await client.CoreV1.DeleteNamespacedServiceAccountAsync(name, @namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // Somebody was quicker.
        }
    }
}
