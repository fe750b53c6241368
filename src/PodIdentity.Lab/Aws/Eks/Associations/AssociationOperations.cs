using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PodIdentity.Lab.Aws.Eks.Clusters;
using PodIdentity.Lab.Aws.Eks.Protocol;
using PodIdentity.Lab.Aws.Eks.Tags;
using PodIdentity.Lab.Aws.Iam;

namespace PodIdentity.Lab.Aws.Eks.Associations;

/// <summary>The five operations on pod identity associations.</summary>
internal sealed partial class AssociationOperations(EksState state, EksPermissions permissions, AssociationRoles roles)
{
    private const int Quota = 5000;
    private const int LongestPolicy = 2048;

    public string Create(EksCall call)
    {
        var cluster = Demand(call);
        if (cluster.RequestTokens.Find(call) is { } earlier)
            return earlier;

        var (@namespace, serviceAccount) = (call.RequiredText("namespace"), call.RequiredText("serviceAccount"));
        if (@namespace.Length > 63 || !DnsLabel().IsMatch(@namespace))
            throw EksError.InvalidParameter("The parameter namespace is not a valid Kubernetes namespace name.", cluster.Name);
        if (serviceAccount.Length > 253 || !DnsSubdomain().IsMatch(serviceAccount))
            throw EksError.InvalidParameter("The parameter serviceAccount is not a valid Kubernetes service account name.", cluster.Name);
        var roleArn = call.RequiredText("roleArn");
        var tags = TagRules.OfNewResource(call);

        var association = Make(call, cluster, @namespace, serviceAccount, roleArn);
        foreach (var (key, value) in tags)
            association.Tags[key] = value;

        var body = Answer(association);
        cluster.RequestTokens.Remember(call, association.Arn, body);
        return body;
    }

    public string List(EksCall call)
    {
        var cluster = Demand(call);
        var (@namespace, serviceAccount) = (call.Query("namespace"), call.Query("serviceAccount"));
        IEnumerable<Association> found = (@namespace, serviceAccount) is ({ } ns, { } sa)
            ? cluster.Associations.Find(ns, sa) is { } one ? [one] : []
            : cluster.Associations.All().Where(a =>
                (@namespace is null || a.Namespace == @namespace) && (serviceAccount is null || a.ServiceAccount == serviceAccount));
        var page = Paging.Take(call, found, a => a.SortKey, cluster.Name, @namespace, serviceAccount);
        return EksJson.Write(new JsonObject
        {
            ["associations"] = new JsonArray([.. page.Items.Select(a => a.ToSummary())]),
            ["nextToken"] = page.NextToken,
        });
    }

    public string Describe(EksCall call) => Answer(DemandOne(call).Association);

    public string Update(EksCall call)
    {
        var (cluster, association) = DemandOne(call);
        if (cluster.RequestTokens.Find(call) is { } earlier)
            return earlier;
        RefuseOwned(cluster, association, "updated");
        if (!call.Has("roleArn") && !call.Has("targetRoleArn") && !call.Has("disableSessionTags") && !call.Has("policy"))
            throw EksError.InvalidParameter("At least one of roleArn, targetRoleArn, disableSessionTags and policy is required.", cluster.Name);

        var settings = association.Settings;
        if (call.Text("roleArn") is { } roleArn)
            settings = settings.With(roles.Check(call, cluster, roleArn));
        if (call.Text("targetRoleArn") is { } target)
            settings = settings with { TargetRoleArn = AssociationRoles.CheckTarget(cluster, target) };
        if (call.Text("policy") is { } policy)
            settings = settings with { Policy = policy.Length == 0 ? null : policy };
        settings = settings with { DisableSessionTags = call.Flag("disableSessionTags") ?? settings.DisableSessionTags };
        CheckPolicy(cluster, settings);

        cluster.Associations.Change(association, settings);
        var body = Answer(association);
        cluster.RequestTokens.Remember(call, association.Arn, body);
        return body;
    }

    public string Delete(EksCall call)
    {
        var (cluster, association) = DemandOne(call);
        RefuseOwned(cluster, association, "deleted");
        Remove(cluster, association);
        return Answer(association);
    }

    /// <summary>What an add-on asks for on behalf of its caller, too.</summary>
    public Association Make(EksCall call, EksCluster cluster, string @namespace, string serviceAccount, string roleArn, string? ownerArn = null)
    {
        var role = roles.Check(call, cluster, roleArn);
        var settings = ownerArn is null ? SettingsOf(call, cluster, role) : new AssociationSettings(role.Arn, role.RoleId, null, false, null);
        CheckPolicy(cluster, settings);
        if (cluster.Associations.Find(@namespace, serviceAccount) is { } existing)
            throw EksError.InUse($"Association already exists: {existing.Id}", cluster.Name);
        if (cluster.Associations.Count >= Quota)
            throw EksError.LimitExceeded($"Pod identity associations per cluster limit exceeded. Maximum allowed: {Quota}", cluster.Name);

        var association = new Association(cluster, @namespace, serviceAccount, settings, state.Now, ownerArn);
        cluster.Associations.Add(association);
        return association;
    }

    public static void Remove(EksCluster cluster, Association association)
    {
        cluster.Associations.Remove(association);
        cluster.RequestTokens.Forget(association.Arn);
    }

    private static AssociationSettings SettingsOf(EksCall call, EksCluster cluster, RoleSnapshot role) => new(
        role.Arn,
        role.RoleId,
        AssociationRoles.CheckTarget(cluster, call.Text("targetRoleArn")),
        call.Flag("disableSessionTags") ?? false,
        call.Text("policy") is { Length: > 0 } policy ? policy : null);

    private static void CheckPolicy(EksCluster cluster, AssociationSettings settings)
    {
        if (settings.Policy is not { } policy)
            return;
        if (!settings.DisableSessionTags)
            throw EksError.InvalidParameter("Session tags must be disabled when a policy is specified.", cluster.Name);
        if (policy.Length > LongestPolicy)
            throw EksError.InvalidParameter($"The parameter policy should be at most {LongestPolicy} characters long.", cluster.Name);
        try
        {
            if (JsonNode.Parse(policy) is JsonObject document && document["Statement"] is JsonArray or JsonObject)
                return;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Not JSON, a member twice, half a character: the same error.
        }

        throw EksError.InvalidParameter("The parameter policy is not a valid IAM policy document.", cluster.Name);
    }

    private static void RefuseOwned(EksCluster cluster, Association association, string verb)
    {
        if (association.OwnerArn is { } owner)
            throw EksError.InvalidRequest($"Association {association.Id} cannot be {verb} because it is owned by {owner}", cluster.Name);
    }

    private EksCluster Demand(EksCall call)
    {
        permissions.Demand(call, EksCluster.ArnOf(state.Options, call.Cluster, "cluster"), state.Find(call.Cluster)?.Tags);
        return ClusterNames.Require(state, call.Cluster);
    }

    private (EksCluster Cluster, Association Association) DemandOne(EksCall call)
    {
        var id = call.Label("associationId");
        var association = state.Find(call.Cluster)?.Associations.Find(id);
        permissions.Demand(call, EksCluster.ArnOf(state.Options, call.Cluster, "podidentityassociation", id), association?.Tags);
        var cluster = ClusterNames.Require(state, call.Cluster);
        if (id.Length != 19)
            throw EksError.InvalidParameter("The parameter associationId should be 19 characters long.", cluster.Name);
        return (cluster, association ?? throw EksError.NotFound($"No pod identity association found for ID: {id}", cluster.Name));
    }

    private static string Answer(Association association) => EksJson.Write(new JsonObject { ["association"] = association.ToJson() });

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex DnsLabel();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex DnsSubdomain();
}
