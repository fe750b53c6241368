using PodIdentity.Lab.Aws.Eks.Addons;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws.Eks;

/// <summary>What a cluster is made with.</summary>
/// <param name="RoleArn">Role of its control plane.</param>
/// <param name="NodeRoleArn">Role of its nodes.</param>
/// <param name="Nodes">The instances that are its nodes.</param>
internal sealed record ClusterSeed(string RoleArn, string NodeRoleArn, IReadOnlyList<NodeInstance> Nodes);

/// <summary>All clusters of the account. Made before the clusters' API servers, which need the instances; those are attached when they run.</summary>
internal sealed class EksState
{
    private readonly LabClock _clock;
    private readonly Func<string, ClusterSeed> _seed;
    private volatile SortedDictionary<string, EksCluster> _clusters;

    public EksState(LabOptions options, LabClock clock, Func<string, ClusterSeed> seed)
    {
        (Options, _clock, _seed) = (options, clock, seed);
        _clusters = Make();
    }

    public LabOptions Options { get; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Held while an EKS operation runs. What Kubernetes asks (<see cref="EksCloud"/>) never waits for it: operations ask Kubernetes too.</summary>
    public Lock Gate { get; } = new();

    public IEnumerable<EksCluster> Clusters => _clusters.Values;

    public EksCluster? Find(string name) => _clusters.GetValueOrDefault(name);

    /// <summary>Makes a running Kubernetes API server the control plane of its cluster, which is ACTIVE from then on.</summary>
    public void Attach(ICluster kubernetes)
    {
        lock (Gate)
            _clusters[kubernetes.Name].Attach(kubernetes);
    }

    /// <summary>One node more, ready when this ends.</summary>
    public async Task<NodeInstance> AddNodeAsync(string clusterName, NodeKind kind, CancellationToken cancellationToken)
    {
        NodeInstance node;
        ICluster kubernetes;
        lock (Gate)
        {
            var cluster = _clusters[clusterName];
            kubernetes = cluster.Kubernetes ?? throw new InvalidOperationException($"The cluster {clusterName} does not run yet.");
            node = cluster.AddNode(kind);
        }

        await kubernetes.JoinAsync(node, cancellationToken);
        return node;
    }

    /// <summary>
    /// From now on the add-on fails with this, whatever it does: CREATE_FAILED, UPDATE_FAILED, DELETE_FAILED, or DEGRADED if it just runs. With
    /// null it is cured.
    /// </summary>
    public void SetAddonIssue(string clusterName, string addonName, AddonIssue? issue)
    {
        lock (Gate)
        {
            if (issue is null)
                _clusters[clusterName].AddonIssues.Remove(addonName);
            else
                _clusters[clusterName].AddonIssues[addonName] = issue;
        }
    }

    /// <summary>Back to the beginning, with the same API servers.</summary>
    public void Reset()
    {
        lock (Gate)
        {
            var before = _clusters.Values;
            var after = Make();
            foreach (var kubernetes in before.Select(c => c.Kubernetes).OfType<ICluster>())
                after[kubernetes.Name].Attach(kubernetes);
            _clusters = after;
        }
    }

    private SortedDictionary<string, EksCluster> Make() =>
        new(Options.ClusterNames.ToDictionary(name => name, name => new EksCluster(name, _seed(name), Options, _clock)), StringComparer.Ordinal);
}
