using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Eks;
using PodIdentity.Lab.Aws.Eks.Clusters;
using PodIdentity.Lab.Aws.Iam;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws.Metadata;

/// <summary>What an instance can read about itself. A path that ends in a slash, or is a folder, lists what is in it.</summary>
internal sealed class InstanceMetadata(EksState state, IIam iam)
{
    private const string IamFolder = "latest/meta-data/iam";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public MetadataAnswer? Read(EksCluster cluster, NodeInstance node, string path)
    {
        var role = cluster.NodeRoleArn[(cluster.NodeRoleArn.LastIndexOf('/') + 1)..];
        path = path.TrimEnd('/');
        var values = Values(cluster, node);
        return path switch
        {
            "latest/dynamic/instance-identity/document" => Json(IdentityDocument(cluster, node)),
            IamFolder + "/info" => Json(InstanceProfile(cluster)),
            IamFolder + "/security-credentials" => MetadataAnswer.Text(role),
            _ when path == $"{IamFolder}/security-credentials/{role}" => Json(Credentials(cluster, node)),
            _ when values.TryGetValue(path, out var value) => MetadataAnswer.Text(value),
            _ => Listing([.. values.Keys, IamFolder + "/info", IamFolder + "/security-credentials/", "latest/dynamic/instance-identity/document"], path),
        };
    }

    private static Dictionary<string, string> Values(EksCluster cluster, NodeInstance node)
    {
        var address = Address(cluster, node);
        return new()
        {
            ["latest/meta-data/ami-id"] = ClusterNetwork.Id(cluster, "ami"),
            ["latest/meta-data/hostname"] = node.NodeName,
            ["latest/meta-data/instance-id"] = node.InstanceId,
            ["latest/meta-data/instance-type"] = "m5.large",
            ["latest/meta-data/local-hostname"] = node.NodeName,
            ["latest/meta-data/local-ipv4"] = address,
            ["latest/meta-data/placement/availability-zone"] = node.AvailabilityZone,
            ["latest/meta-data/placement/region"] = cluster.Region,
            ["latest/meta-data/services/domain"] = "amazonaws.com",
            ["latest/meta-data/services/partition"] = "aws",
        };
    }

    /// <summary>The names in a folder, each once, folders with a slash behind.</summary>
    private static MetadataAnswer? Listing(IReadOnlyList<string> all, string folder)
    {
        var prefix = folder.Length == 0 ? "" : folder + "/";
        var names = all
            .Where(p => p.StartsWith(prefix, StringComparison.Ordinal))
            .Select(p => p[prefix.Length..])
            .Select(p => p.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? p[..(slash + 1)] : p)
            .Where(p => p.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        return names.Count == 0 ? null : MetadataAnswer.Text(string.Join('\n', names));
    }

    private JsonObject Credentials(EksCluster cluster, NodeInstance node)
    {
        var session = iam.NodeSession(cluster.NodeRoleArn, node.InstanceId);
        return new JsonObject
        {
            ["Code"] = "Success",
            ["LastUpdated"] = Time(state.Now),
            ["Type"] = "AWS-HMAC",
            ["AccessKeyId"] = session.AccessKeyId,
            ["SecretAccessKey"] = session.SecretAccessKey,
            ["Token"] = session.SessionToken,
            ["Expiration"] = Time(session.Expiration),
        };
    }

    private JsonObject InstanceProfile(EksCluster cluster) => new()
    {
        ["Code"] = "Success",
        ["LastUpdated"] = Time(state.Now),
        // The profile is named after the role, as eksctl names them.
        ["InstanceProfileArn"] = cluster.NodeRoleArn
            .Replace(":role/", ":instance-profile/", StringComparison.Ordinal)
            .Replace("NodeInstanceRole", "NodeInstanceProfile", StringComparison.Ordinal),
        ["InstanceProfileId"] = "AIPA" + ClusterNetwork.Id(cluster, "profile")[8..].ToUpperInvariant(),
    };

    private static JsonObject IdentityDocument(EksCluster cluster, NodeInstance node) => new()
    {
        ["accountId"] = cluster.AccountId,
        ["architecture"] = "x86_64",
        ["availabilityZone"] = node.AvailabilityZone,
        ["imageId"] = ClusterNetwork.Id(cluster, "ami"),
        ["instanceId"] = node.InstanceId,
        ["instanceType"] = "m5.large",
        ["pendingTime"] = Time(cluster.CreatedAt),
        ["privateIp"] = Address(cluster, node),
        ["region"] = cluster.Region,
        ["version"] = "2017-09-30",
    };

    /// <summary><c>ip-192-168-11-24.ec2.internal</c> has its address in its name; nodes of Auto Mode are named after their instance.</summary>
    private static string Address(EksCluster cluster, NodeInstance node) => node.NodeName.StartsWith("ip-", StringComparison.Ordinal)
        ? node.NodeName[3..node.NodeName.IndexOf('.', StringComparison.Ordinal)].Replace('-', '.')
        : string.Create(CultureInfo.InvariantCulture, $"192.168.0.{10 + cluster.Nodes.TakeWhile(other => other != node).Count()}");

    private static MetadataAnswer Json(JsonObject body) => MetadataAnswer.Text(body.ToJsonString(Indented));

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
