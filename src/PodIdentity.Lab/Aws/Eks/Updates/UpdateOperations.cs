using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Eks.Addons;
using PodIdentity.Lab.Aws.Eks.Clusters;
using PodIdentity.Lab.Aws.Eks.Protocol;

namespace PodIdentity.Lab.Aws.Eks.Updates;

/// <summary>ListUpdates and DescribeUpdate. Updates of add-ons are found only by who names the add-on.</summary>
internal sealed class UpdateOperations(EksState state, EksPermissions permissions, AddonLifecycle addons)
{
    public string List(EksCall call)
    {
        var (cluster, addon) = Demand(call);
        var ids = addon is null ? [] : cluster.Updates.Values.Where(u => u.AddonName == addon.Name).Select(u => u.Id);
        var page = Paging.Take(call, ids, id => id, cluster.Name, addon?.Name);
        return EksJson.Write(new JsonObject { ["updateIds"] = EksJson.Strings(page.Items), ["nextToken"] = page.NextToken });
    }

    public string Describe(EksCall call)
    {
        var (cluster, addon) = Demand(call);
        var id = call.Label("updateId");
        return addon is not null && cluster.Updates.TryGetValue(id, out var update) && update.AddonName == addon.Name
            ? EksJson.Write(new JsonObject { ["update"] = update.ToJson() })
            : throw EksError.NotFound($"No update found for ID: {id}", cluster.Name, addon?.Name);
    }

    private (EksCluster Cluster, Addon? Addon) Demand(EksCall call)
    {
        var (addonName, nodegroup) = (call.Query("addonName"), call.Query("nodegroupName"));
        var addon = addonName is not null && state.Find(call.Cluster) is { } known ? addons.Find(known, addonName) : null;
        permissions.Demand(
            call,
            addon?.Arn ?? (addonName is null
                ? EksCluster.ArnOf(state.Options, call.Cluster, "cluster")
                : EksCluster.ArnOf(state.Options, call.Cluster, "addon", addonName, "*")));
        var cluster = ClusterNames.Require(state, call.Cluster, "name");
        if (addonName is not null && addon is null)
            throw EksError.NotFound($"No addon: {addonName} found in cluster: {cluster.Name}", cluster.Name, addonName);
        if (nodegroup is not null && nodegroup != NodegroupOperations.NodegroupName)
            throw EksError.NotFound($"No node group found for name: {nodegroup}.", cluster.Name);
        return (cluster, addon);
    }
}
