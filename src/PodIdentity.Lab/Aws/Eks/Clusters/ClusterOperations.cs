using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Eks.Protocol;

namespace PodIdentity.Lab.Aws.Eks.Clusters;

/// <summary>ListClusters and DescribeCluster.</summary>
internal sealed class ClusterOperations(EksState state, EksPermissions permissions)
{
    public string List(EksCall call)
    {
        permissions.Demand(call, $"arn:aws:eks:{state.Options.Region}:{state.Options.AccountId}:cluster/*");
        var page = Paging.Take(call, state.Clusters, c => c.Name);
        return EksJson.Write(new JsonObject
        {
            ["clusters"] = EksJson.Strings(page.Items.Select(c => c.Name)),
            ["nextToken"] = page.NextToken,
        });
    }

    public string Describe(EksCall call)
    {
        permissions.Demand(call, EksCluster.ArnOf(state.Options, call.Cluster, "cluster"), state.Find(call.Cluster)?.Tags);
        var cluster = ClusterNames.Require(state, call.Cluster, "name");
        return EksJson.Write(new JsonObject { ["cluster"] = ToJson(cluster) });
    }

    private static JsonObject ToJson(EksCluster cluster)
    {
        // A cluster whose API server does not run yet is one that is being created.
        var (kubernetes, ipv6) = (cluster.Reachable, cluster.IpFamily == "ipv6");
        return new JsonObject
        {
            ["name"] = cluster.Name,
            ["arn"] = cluster.Arn,
            ["createdAt"] = EksJson.Time(cluster.CreatedAt),
            ["version"] = cluster.Kubernetes?.Version,
            ["endpoint"] = kubernetes?.Endpoint.ToString().TrimEnd('/'),
            ["roleArn"] = cluster.RoleArn,
            ["resourcesVpcConfig"] = new JsonObject
            {
                ["subnetIds"] = EksJson.Strings(ClusterNetwork.Subnets(cluster)),
                ["securityGroupIds"] = new JsonArray(),
                ["clusterSecurityGroupId"] = ClusterNetwork.Id(cluster, "sg"),
                ["vpcId"] = ClusterNetwork.Id(cluster, "vpc"),
                ["endpointPublicAccess"] = true,
                ["endpointPrivateAccess"] = false,
                ["publicAccessCidrs"] = EksJson.Strings(["0.0.0.0/0"]),
            },
            ["kubernetesNetworkConfig"] = new JsonObject
            {
                ["serviceIpv4Cidr"] = ipv6 ? null : "10.100.0.0/16",
                ["serviceIpv6Cidr"] = ipv6 ? "fd30:1c53:5f8a::/108" : null,
                ["ipFamily"] = cluster.IpFamily,
                ["elasticLoadBalancing"] = new JsonObject { ["enabled"] = cluster.AutoMode },
            },
            ["logging"] = new JsonObject
            {
                ["clusterLogging"] = new JsonArray(new JsonObject
                {
                    ["types"] = EksJson.Strings(["api", "audit", "authenticator", "controllerManager", "scheduler"]),
                    ["enabled"] = false,
                }),
            },
            ["identity"] = kubernetes is null ? null : new JsonObject { ["oidc"] = new JsonObject { ["issuer"] = kubernetes.Issuer } },
            ["status"] = cluster.Status,
            ["certificateAuthority"] = new JsonObject
            {
                ["data"] = kubernetes is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(kubernetes.CertificateAuthority)),
            },
            ["clientRequestToken"] = null,
            ["platformVersion"] = cluster.PlatformVersion,
            ["tags"] = EksJson.Map(cluster.Tags),
            ["encryptionConfig"] = null,
            ["connectorConfig"] = null,
            ["id"] = null,
            ["health"] = new JsonObject { ["issues"] = new JsonArray() },
            ["outpostConfig"] = null,
            ["accessConfig"] = new JsonObject
            {
                ["bootstrapClusterCreatorAdminPermissions"] = null,
                ["authenticationMode"] = "API_AND_CONFIG_MAP",
            },
            ["upgradePolicy"] = new JsonObject { ["supportType"] = "STANDARD" },
            ["zonalShiftConfig"] = new JsonObject { ["enabled"] = false },
            ["remoteNetworkConfig"] = null,
            ["computeConfig"] = new JsonObject
            {
                ["enabled"] = cluster.AutoMode,
                ["nodePools"] = cluster.AutoMode ? EksJson.Strings(["general-purpose", "system"]) : new JsonArray(),
                ["nodeRoleArn"] = cluster.AutoMode ? cluster.NodeRoleArn : null,
            },
            ["storageConfig"] = new JsonObject { ["blockStorage"] = new JsonObject { ["enabled"] = cluster.AutoMode } },
            ["deletionProtection"] = false,
            ["controlPlaneScalingConfig"] = new JsonObject { ["tier"] = "standard" },
        };
    }
}
