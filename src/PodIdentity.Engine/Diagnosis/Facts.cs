using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Amazon.EKS.Model;
using k8s;
using k8s.Models;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Operations;

namespace PodIdentity.Engine.Diagnosis;

/// <summary>What the links look at. Each fact is read once, when the first link asks for it; facts that do not depend on each other are read at the same time.</summary>
internal sealed partial class Facts(TestSetupRequest request, AwsSession aws, Cluster cluster, ClusterConnection? connection, IOperationHost host, CancellationToken cancellationToken)
{
    private readonly ConcurrentDictionary<string, Lazy<object>> _facts = new();

    public TestSetupRequest Request => request;

    public AwsSession Aws => aws;

    public Cluster Cluster => cluster;

    /// <summary>The cluster's API server; links that ask it are not examined when there is none.</summary>
    public ClusterConnection Connection => connection ?? throw new InvalidOperationException("The cluster has no API server.");

    public IOperationHost Host => host;

    private k8s.Kubernetes Client => Connection.Client;

    /// <summary>The association, or null.</summary>
    public Task<Reading<PodIdentityAssociation?>> AssociationAsync() => OnceAsync(
        "eks:ListPodIdentityAssociations and eks:DescribePodIdentityAssociation",
        () => Associations.FindAsync(aws, cluster.Name, request.Namespace, request.ServiceAccount, cancellationToken));

    /// <summary>The associations of the whole cluster, without their roles: to find names that nearly match.</summary>
    public Task<Reading<List<PodIdentityAssociationSummary>>> AllAssociationsAsync() => OnceAsync(
        "eks:ListPodIdentityAssociations",
        async () =>
        {
            var all = new List<PodIdentityAssociationSummary>();
            await foreach (var summary in Associations.ListAsync(aws, cluster.Name, null, null, cancellationToken).ConfigureAwait(false))
            {
                all.Add(summary);
            }

            return all;
        });

    /// <summary>The association's role, or null when it does not exist; unknown without an association.</summary>
    public Task<Reading<Amazon.IdentityManagement.Model.Role?>> RoleAsync() => OnceAsync("iam:GetRole", async () =>
    {
        var association = await AssociationAsync().ConfigureAwait(false);
        return association is { IsKnown: true, Value: { } found }
            ? await NewRole.FindAsync(aws, RoleReference.NameOf(found.RoleArn), cancellationToken).ConfigureAwait(false)
            : null;
    });

    /// <summary>The agent add-on, or null.</summary>
    public Task<Reading<Addon?>> AddonAsync() => OnceAsync("eks:DescribeAddon", () => GetAgent.FindAddonAsync(aws, cluster.Name, cancellationToken));

    /// <summary>The agent's DaemonSet, or null.</summary>
    public Task<Reading<V1DaemonSet?>> AgentDaemonSetAsync() => OnceAsync("`list` on `daemonsets` of all namespaces", () => AgentDaemonSet.FindAsync(Client, cancellationToken));

    /// <summary>The cluster's nodes.</summary>
    public Task<Reading<IList<V1Node>>> NodesAsync() => OnceAsync("`list` on `nodes`", async () => (await Client.CoreV1.ListNodeAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Items);

    /// <summary>The service account, or null.</summary>
    public Task<Reading<V1ServiceAccount?>> ServiceAccountAsync() => OnceAsync(
        $"`get` on `serviceaccounts` in namespace {request.Namespace}",
        () => ServiceAccounts.FindAsync(Client, request.Namespace, request.ServiceAccount, cancellationToken));

    /// <summary>Reads a fact once, whoever asks for it and how often. The caller's name is the fact's.</summary>
    private Task<Reading<T>> OnceAsync<T>(string permission, Func<Task<T>> read, [CallerMemberName] string fact = "") =>
        (Task<Reading<T>>)_facts.GetOrAdd(fact, _ => new Lazy<object>(() => Reading.TryAsync(permission, read))).Value;
}
