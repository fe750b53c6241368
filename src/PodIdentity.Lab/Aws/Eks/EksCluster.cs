using PodIdentity.Lab.Aws.Eks.Addons;
using PodIdentity.Lab.Aws.Eks.Associations;
using PodIdentity.Lab.Aws.Eks.Protocol;
using PodIdentity.Lab.Aws.Eks.Updates;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws.Eks;

/// <summary>One cluster and everything that EKS keeps for it.</summary>
internal sealed class EksCluster
{
    private readonly LabOptions _options;

    public EksCluster(string name, ClusterSeed seed, LabOptions options, LabClock clock)
    {
        _options = options;
        Name = name;
        CreatedAt = clock.GetUtcNow();
        (RoleArn, NodeRoleArn, Nodes) = (seed.RoleArn, seed.NodeRoleArn, seed.Nodes);
        Associations = new AssociationStore(clock, () => options.ConsistencyDelay);
    }

    public string Name { get; }

    public DateTimeOffset CreatedAt { get; }

    public string Region => _options.Region;

    public string AccountId => _options.AccountId;

    public string Arn => ArnOf("cluster");

    public string RoleArn { get; }

    public string NodeRoleArn { get; }

    public IReadOnlyList<NodeInstance> Nodes { get; private set; }

    /// <summary>The API server; null until it runs.</summary>
    public ICluster? Kubernetes { get; private set; }

    /// <summary>ACTIVE as soon as the API server runs, unless something else was set.</summary>
    public string Status
    {
        get => field.Length > 0 ? field : Kubernetes is null ? "CREATING" : "ACTIVE";
        set;
    } = "";

    /// <summary>Whether callers can know the API server: a cluster that is being created, or never was, has no endpoint to tell.</summary>
    public ICluster? Reachable => Status is "CREATING" or "FAILED" ? null : Kubernetes;

    public bool AutoMode { get; set; }

    /// <summary><c>ipv4</c> or <c>ipv6</c>.</summary>
    public string IpFamily { get; set; } = "ipv4";

    public string PlatformVersion { get; set; } = "eks.12";

    /// <summary>What keeps an add-on from being healthy, by its name, until it is taken away.</summary>
    public Dictionary<string, AddonIssue> AddonIssues { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> NodegroupTags { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Addon> Addons { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, EksUpdate> Updates { get; } = new(StringComparer.Ordinal);

    public AssociationStore Associations { get; }

    public RequestTokens RequestTokens { get; } = new();

    /// <summary>Whether the agent that runs was left behind by an add-on: it is EKS's own still, and no conflict for the next one.</summary>
    public bool AgentLeftByAddon { get; set; }

    /// <summary>The last thing asked of Kubernetes; the next waits for it.</summary>
    public Task KubernetesWork { get; set; } = Task.CompletedTask;

    /// <summary>ARN of something of this cluster, e.g. <c>podidentityassociation</c> and its id.</summary>
    public string ArnOf(string type, params string[] rest) => ArnOf(_options, Name, type, rest);

    public static string ArnOf(LabOptions options, string cluster, string type, params string[] rest) =>
        $"arn:aws:eks:{options.Region}:{options.AccountId}:{type}/{string.Join('/', [cluster, .. rest])}";

    public NodeInstance AddNode(NodeKind kind)
    {
        var node = NodeFleet.MakeOne(Name, _options, NodeRoleArn, kind, Nodes.Count);
        Nodes = [.. Nodes, node];
        return node;
    }

    public void Attach(ICluster kubernetes)
    {
        Kubernetes = kubernetes;
        foreach (var product in AddonCatalog.Installed)
        {
            if (product.DefaultFor(kubernetes.Version) is { } release)
                Addons[product.Name] = new Addon(this, product, release.Version, CreatedAt) { Status = AddonStatus.Active };
        }
    }
}
