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

    public EksCluster(string name, LabOptions options, LabClock clock)
    {
        _options = options;
        Name = name;
        CreatedAt = clock.GetUtcNow();
        Nodes = NodeFleet.Make(name, options, NodeRoleArn);
        Associations = new AssociationStore(clock, options.ConsistencyDelay);
    }

    public string Name { get; }

    public DateTimeOffset CreatedAt { get; }

    public string Region => _options.Region;

    public string AccountId => _options.AccountId;

    public string Arn => ArnOf("cluster");

    public string RoleArn => $"arn:aws:iam::{AccountId}:role/{ClusterRoleName(Name)}";

    public string NodeRoleArn => $"arn:aws:iam::{AccountId}:role/{NodeRoleName(Name)}";

    public IReadOnlyList<NodeInstance> Nodes { get; }

    /// <summary>The API server; null until it runs.</summary>
    public ICluster? Kubernetes { get; private set; }

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

    /// <summary>Name of the IAM role of a cluster's nodes, as eksctl would make it.</summary>
    public static string NodeRoleName(string cluster) => $"eksctl-{Short(cluster)}-nodegroup-ng-1-NodeInstanceRole-1QK7T0XWZP3M";

    /// <summary>Name of the IAM role of a cluster's control plane.</summary>
    public static string ClusterRoleName(string cluster) => $"eksctl-{Short(cluster)}-cluster-ServiceRole-9V2RB6HDLC4E";

    /// <summary>ARN of something of this cluster, e.g. <c>podidentityassociation</c> and its id.</summary>
    public string ArnOf(string type, params string[] rest) => ArnOf(_options, Name, type, rest);

    public static string ArnOf(LabOptions options, string cluster, string type, params string[] rest) =>
        $"arn:aws:eks:{options.Region}:{options.AccountId}:{type}/{string.Join('/', [cluster, .. rest])}";

    public void Attach(ICluster kubernetes)
    {
        Kubernetes = kubernetes;
        foreach (var product in AddonCatalog.Installed)
        {
            var addon = new Addon(this, product, product.DefaultFor(kubernetes.Version)!.Version, CreatedAt);
            addon.Status = AddonStatus.Active;
            Addons[product.Name] = addon;
        }
    }

    private static string Short(string cluster) => cluster.Length <= 16 ? cluster : cluster[..16];
}
