using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Eks.Protocol;
using PodIdentity.Lab.Aws.Iam;

namespace PodIdentity.Lab.Aws.Eks.Associations;

/// <summary>What of an association an update can change.</summary>
/// <param name="RoleArn">The role.</param>
/// <param name="RoleId">Its id when it was associated: a role made again under the same name is another one.</param>
/// <param name="TargetRoleArn">The role that the first one assumes in turn.</param>
/// <param name="DisableSessionTags">No session tags.</param>
/// <param name="Policy">Session policy.</param>
internal sealed record AssociationSettings(string RoleArn, string RoleId, string? TargetRoleArn, bool DisableSessionTags, string? Policy)
{
    public AssociationSettings With(RoleSnapshot role) => this with { RoleArn = role.Arn, RoleId = role.RoleId };
}

/// <summary>A role for a service account.</summary>
internal sealed class Association
{
    private readonly EksCluster _cluster;

    public Association(EksCluster cluster, string @namespace, string serviceAccount, AssociationSettings settings, DateTimeOffset now, string? ownerArn = null)
    {
        _cluster = cluster;
        Id = "a-" + LowerCaseId.Make(17);
        Arn = cluster.ArnOf("podidentityassociation", Id);
        Namespace = @namespace;
        ServiceAccount = serviceAccount;
        Settings = settings;
        CreatedAt = ModifiedAt = now;
        OwnerArn = ownerArn;
    }

    public string Id { get; }

    public string Arn { get; }

    public string Namespace { get; }

    public string ServiceAccount { get; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset ModifiedAt { get; private set; }

    public AssociationSettings Settings { get; private set; }

    /// <summary>What held before the last change; others see it until the change has spread.</summary>
    public AssociationSettings? Previous { get; private set; }

    /// <summary>The add-on that made it, if one did.</summary>
    public string? OwnerArn { get; set; }

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Place in the listing.</summary>
    public string SortKey { get; set; } = "";

    /// <summary>From when on nobody sees it any more.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    /// <summary>What a target role's trust policy asks for, so that only this association may use it.</summary>
    public string? ExternalIdFor(AssociationSettings settings) => settings.TargetRoleArn is null
        ? null
        : string.Join('/', _cluster.Region, _cluster.AccountId, _cluster.Name, Namespace, ServiceAccount);

    public void Change(AssociationSettings settings, DateTimeOffset now)
    {
        Previous = Settings;
        Settings = settings;
        ModifiedAt = now;
    }

    public JsonObject ToJson() => new()
    {
        ["clusterName"] = _cluster.Name,
        ["namespace"] = Namespace,
        ["serviceAccount"] = ServiceAccount,
        ["roleArn"] = Settings.RoleArn,
        ["associationArn"] = Arn,
        ["associationId"] = Id,
        ["tags"] = EksJson.Map(Tags),
        ["createdAt"] = EksJson.Time(CreatedAt),
        ["modifiedAt"] = EksJson.Time(ModifiedAt),
        ["ownerArn"] = OwnerArn,
        ["disableSessionTags"] = Settings.DisableSessionTags,
        ["targetRoleArn"] = Settings.TargetRoleArn,
        ["externalId"] = ExternalIdFor(Settings),
        ["policy"] = Settings.Policy,
    };

    /// <summary>As it stands in a listing: without the role.</summary>
    public JsonObject ToSummary() => new()
    {
        ["clusterName"] = _cluster.Name,
        ["namespace"] = Namespace,
        ["serviceAccount"] = ServiceAccount,
        ["associationArn"] = Arn,
        ["associationId"] = Id,
        ["ownerArn"] = OwnerArn,
    };
}
