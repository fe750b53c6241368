using System.Security.Cryptography;
using System.Text;

namespace PodIdentity.Lab.Aws.Eks.Clusters;

/// <summary>Identifiers of the VPC that a cluster is in. Nothing behind them exists; they are stable, one set a cluster.</summary>
internal static class ClusterNetwork
{
    public static IReadOnlyList<string> Subnets(EksCluster cluster) => [Id(cluster, "subnet", "a"), Id(cluster, "subnet", "b"), Id(cluster, "subnet", "c")];

    public static string Id(EksCluster cluster, string kind, string which = "") =>
        $"{kind}-0" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{cluster.Arn}/{kind}/{which}")))[..16];
}
