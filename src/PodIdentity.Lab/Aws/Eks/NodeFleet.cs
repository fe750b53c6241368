using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws.Eks;

/// <summary>The instances of a cluster. The same options make the same instances, so that what one reads in a log stays true after a restart.</summary>
internal static class NodeFleet
{
    private static readonly char[] Zones = ['a', 'b', 'c'];

    public static IReadOnlyList<NodeInstance> Make(string cluster, LabOptions options, string roleArn)
    {
        var instances = new List<NodeInstance>();
        var addresses = new HashSet<(int, int)>();
        for (var i = 0; i < options.Nodes; i++)
        {
            var seed = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cluster}/{i}")));
            var zone = i % Zones.Length;
            // One /19 a zone, as eksctl cuts a VPC.
            var (third, fourth) = ((zone * 32) + (seed[0] % 32), 4 + (seed[1] % 250));
            while (!addresses.Add((third, fourth)))
                fourth = 4 + ((fourth - 3) % 250);
            instances.Add(new NodeInstance(
                string.Create(CultureInfo.InvariantCulture, $"ip-192-168-{third}-{fourth}.ec2.internal"),
                "i-0" + Convert.ToHexStringLower(seed)[4..20],
                roleArn,
                options.Region + Zones[zone]));
        }

        return instances;
    }

    /// <summary>One more, of any kind; its number makes it another than those before. The added are in the VPC's last /19.</summary>
    public static NodeInstance MakeOne(string cluster, LabOptions options, string roleArn, NodeKind kind, int number)
    {
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cluster}/{kind}/{number}")));
        var id = Convert.ToHexStringLower(seed);
        var address = string.Create(CultureInfo.InvariantCulture, $"ip-192-168-{96 + (number / 250 % 32)}-{4 + (number % 250)}.ec2.internal");
        var (name, instanceId) = kind switch
        {
            NodeKind.Fargate => ("fargate-" + address, $"{id[..10]}-{id[10..42]}"),
            NodeKind.Hybrid => ("mi-0" + id[..16], "mi-0" + id[..16]),
            NodeKind.Auto => ("i-0" + id[..16], "i-0" + id[..16]),
            _ => (address, "i-0" + id[..16]),
        };
        return new NodeInstance(name, instanceId, roleArn, options.Region + Zones[number % Zones.Length], kind);
    }
}
