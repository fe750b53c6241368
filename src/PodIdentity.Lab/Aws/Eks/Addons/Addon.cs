using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Eks.Protocol;
using PodIdentity.Lab.Aws.Eks.Updates;

namespace PodIdentity.Lab.Aws.Eks.Addons;

/// <summary>What ails an add-on.</summary>
internal sealed record AddonIssue(string Code, string Message, IReadOnlyList<string> ResourceIds);

internal static class AddonStatus
{
    public const string Creating = "CREATING";
    public const string Active = "ACTIVE";
    public const string CreateFailed = "CREATE_FAILED";
    public const string Updating = "UPDATING";
    public const string UpdateFailed = "UPDATE_FAILED";
    public const string Degraded = "DEGRADED";
    public const string Deleting = "DELETING";
    public const string DeleteFailed = "DELETE_FAILED";
}

/// <summary>An add-on of a cluster.</summary>
internal sealed class Addon(EksCluster cluster, AddonProduct product, string version, DateTimeOffset createdAt)
{
    public string Name => Product.Name;

    public AddonProduct Product { get; } = product;

    public string Arn { get; } = cluster.ArnOf("addon", product.Name, Guid.NewGuid().ToString());

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public string Version { get; set; } = version;

    public string Status { get; set; } = AddonStatus.Creating;

    public IReadOnlyList<AddonIssue> Issues { get; set; } = [];

    public DateTimeOffset ModifiedAt { get; set; } = createdAt;

    public string? ServiceAccountRoleArn { get; set; }

    public string? ConfigurationValues { get; set; }

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Begin of the present CREATING, UPDATING or DELETING.</summary>
    public DateTimeOffset Since { get; set; } = createdAt;

    /// <summary>What the present CREATING, UPDATING or DELETING does in the cluster.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Fields of the workload that others changed, and that this add-on was not to take back.</summary>
    public IReadOnlyList<string> Conflicts { get; set; } = [];

    /// <summary>Whether the DaemonSet in the cluster is this add-on's.</summary>
    public bool OwnsWorkload { get; set; }

    public DateTimeOffset? UnreadySince { get; set; }

    public EksUpdate? Update { get; set; }

    public JsonObject ToJson() => new()
    {
        ["addonName"] = Name,
        ["clusterName"] = cluster.Name,
        ["status"] = Status,
        ["addonVersion"] = Version,
        ["health"] = new JsonObject
        {
            ["issues"] = new JsonArray([.. Issues.Select(i => new JsonObject
            {
                ["code"] = i.Code,
                ["message"] = i.Message,
                ["resourceIds"] = EksJson.Strings(i.ResourceIds),
            })]),
        },
        ["addonArn"] = Arn,
        ["createdAt"] = EksJson.Time(CreatedAt),
        ["modifiedAt"] = EksJson.Time(ModifiedAt),
        ["serviceAccountRoleArn"] = ServiceAccountRoleArn,
        ["tags"] = EksJson.Map(Tags),
        ["publisher"] = null,
        ["owner"] = null,
        ["marketplaceInformation"] = null,
        ["configurationValues"] = ConfigurationValues,
        ["podIdentityAssociations"] = EksJson.Strings(cluster.Associations.OwnedBy(Arn).Select(a => a.Arn)),
        ["namespaceConfig"] = new JsonObject { ["namespace"] = Product.Namespace },
    };
}
