using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws.Eks;

/// <summary>All clusters of the account. Made before the clusters' API servers, which need the instances; those are attached when they run.</summary>
internal sealed class EksState
{
    private readonly SortedDictionary<string, EksCluster> _clusters = new(StringComparer.Ordinal);
    private readonly LabClock _clock;

    public EksState(LabOptions options, LabClock clock)
    {
        _clock = clock;
        Options = options;
        foreach (var name in options.ClusterNames)
            _clusters.Add(name, new EksCluster(name, options, clock));
    }

    public LabOptions Options { get; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Held while an EKS operation runs. What Kubernetes asks (<see cref="EksCloud"/>) never waits for it: operations ask Kubernetes too.</summary>
    public Lock Gate { get; } = new();

    public IEnumerable<EksCluster> Clusters => _clusters.Values;

    public EksCluster? Find(string name) => _clusters.GetValueOrDefault(name);

    /// <summary>Makes a running Kubernetes API server the control plane of its cluster, which is ACTIVE from then on.</summary>
    public void Attach(ICluster kubernetes) => _clusters[kubernetes.Name].Attach(kubernetes);
}
