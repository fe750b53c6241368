using Amazon.EKS.Model;
using k8s;
using k8s.Models;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Diagnosis;

// Read only where something is missing, to find the name that was meant.
internal sealed partial class Facts
{
    public Task<Reading<IList<V1ServiceAccount>>> ServiceAccountsAsync() => OnceAsync(
        $"`list` on `serviceaccounts` in namespace {request.Namespace}",
        async () => (await Client.CoreV1.ListNamespacedServiceAccountAsync(request.Namespace, cancellationToken: cancellationToken).ConfigureAwait(false)).Items);

    public Task<Reading<IList<V1Namespace>>> NamespacesAsync() => OnceAsync(
        "`list` on `namespaces`",
        async () => (await Client.CoreV1.ListNamespaceAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Items);

    /// <summary>Clusters of the region whose names are nearly this one's and that associate this very service account.</summary>
    public Task<Reading<List<string>>> AssociatedNearClustersAsync() => OnceAsync("eks:ListClusters", async () =>
    {
        var names = new List<string>();
        var list = new ListClustersRequest();
        do
        {
            var page = await aws.Eks.ListClustersAsync(list, cancellationToken).ConfigureAwait(false);
            names.AddRange(page.Clusters ?? []);
            list.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(list.NextToken));

        var associated = new List<string>();
        foreach (var name in NearNames.Find(cluster.Name, names))
        {
            await foreach (var _ in Associations.ListAsync(aws, name, request.Namespace, request.ServiceAccount, cancellationToken).ConfigureAwait(false))
            {
                associated.Add(name);
                break;
            }
        }

        return associated;
    });
}
