using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Eks.Protocol;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws.Eks.Clusters;

/// <summary>ListNodegroups and DescribeNodegroup: each cluster has one, which tells the role of its nodes.</summary>
internal sealed class NodegroupOperations(EksState state, EksPermissions permissions)
{
    public const string NodegroupName = "ng-1";

    public string List(EksCall call)
    {
        permissions.Demand(call, EksCluster.ArnOf(state.Options, call.Cluster, "cluster"), state.Find(call.Cluster)?.Tags);
        var cluster = ClusterNames.Require(state, call.Cluster);
        var page = Paging.Take(call, [NodegroupName], n => n, cluster.Name);
        return EksJson.Write(new JsonObject { ["nodegroups"] = EksJson.Strings(page.Items), ["nextToken"] = page.NextToken });
    }

    public string Describe(EksCall call)
    {
        var name = call.Label("nodegroup");
        var known = state.Find(call.Cluster);
        permissions.Demand(
            call,
            known is not null && name == NodegroupName ? ArnOf(known) : EksCluster.ArnOf(state.Options, call.Cluster, "nodegroup", name, "*"),
            known?.NodegroupTags);
        var cluster = ClusterNames.Require(state, call.Cluster);
        if (name != NodegroupName)
            throw EksError.NotFound($"No node group found for name: {name}.", cluster.Name);
        return EksJson.Write(new JsonObject { ["nodegroup"] = ToJson(cluster) });
    }

    /// <summary>The last part is a UUID made of the cluster's ARN.</summary>
    public static string ArnOf(EksCluster cluster)
    {
        var id = ClusterNetwork.Id(cluster, "ng")[4..];
        return cluster.ArnOf("nodegroup", NodegroupName, $"{id[..8]}-{id[8..12]}-{id[12..16]}-9a2f-{id[..12]}");
    }

    private static JsonObject ToJson(EksCluster cluster)
    {
        var nodes = cluster.Nodes.Count(node => node.Kind == NodeKind.Ec2);
        return new JsonObject
        {
            ["nodegroupName"] = NodegroupName,
            ["nodegroupArn"] = ArnOf(cluster),
            ["clusterName"] = cluster.Name,
            ["version"] = cluster.Kubernetes?.Version,
            ["releaseVersion"] = cluster.Kubernetes is { } kubernetes ? $"{kubernetes.Version}.0-20251101" : null,
            ["createdAt"] = EksJson.Time(cluster.CreatedAt),
            ["modifiedAt"] = EksJson.Time(cluster.CreatedAt),
            ["status"] = cluster.Kubernetes is null ? "CREATING" : "ACTIVE",
            ["capacityType"] = "ON_DEMAND",
            ["scalingConfig"] = new JsonObject
            {
                ["minSize"] = nodes,
                ["maxSize"] = Math.Max(1, nodes),
                ["desiredSize"] = nodes,
            },
            ["instanceTypes"] = EksJson.Strings(["m5.large"]),
            ["subnets"] = EksJson.Strings(ClusterNetwork.Subnets(cluster)),
            ["remoteAccess"] = null,
            ["amiType"] = "AL2023_x86_64_STANDARD",
            ["nodeRole"] = cluster.NodeRoleArn,
            ["labels"] = new JsonObject(),
            ["taints"] = null,
            ["resources"] = new JsonObject
            {
                ["autoScalingGroups"] = new JsonArray(new JsonObject { ["name"] = $"eks-{NodegroupName}-{ClusterNetwork.Id(cluster, "asg")[4..]}" }),
                ["remoteAccessSecurityGroup"] = null,
            },
            ["diskSize"] = 80,
            ["health"] = new JsonObject { ["issues"] = new JsonArray() },
            ["updateConfig"] = new JsonObject { ["maxUnavailable"] = 1, ["maxUnavailablePercentage"] = null, ["updateStrategy"] = null },
            ["nodeRepairConfig"] = null,
            ["launchTemplate"] = null,
            ["tags"] = EksJson.Map(cluster.NodegroupTags),
            ["warmPoolConfig"] = null,
        };
    }
}
