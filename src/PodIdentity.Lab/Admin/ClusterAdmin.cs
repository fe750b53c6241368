using System.Text.Json;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Eks;
using PodIdentity.Lab.Aws.Eks.Addons;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Admin;

/// <summary>What the admin API changes in clusters: their settings, their nodes, and what ails their add-ons.</summary>
internal sealed class ClusterAdmin(EksState eks)
{
    private static readonly string[] Statuses = ["CREATING", "ACTIVE", "DELETING", "FAILED", "UPDATING", "PENDING"];

    /// <summary>Null when the path is none of these.</summary>
    public async Task<(int Status, JsonNode? Answer)?> RouteAsync(string method, string path, JsonObject body, CancellationToken cancellationToken)
    {
        if (path.Split('/') is not ["", "clusters", var name, .. var rest] || eks.Find(name) is not { } cluster)
            return null;
        switch (method, rest)
        {
            case ("PUT", []):
                return (200, Set(cluster, body));
            case ("POST", ["nodes"]):
                AdminJson.RefuseUnknown(body, "kind");
                var node = await eks.AddNodeAsync(name, Kind(body), cancellationToken);
                return (201, new JsonObject { ["name"] = node.NodeName, ["instanceId"] = node.InstanceId });
            case ("PUT", ["addons", var addon, "issue"]):
                AdminJson.RefuseUnknown(body, "code", "message");
                eks.SetAddonIssue(name, addon, new AddonIssue(Required(body, "code"), Required(body, "message"), []));
                return (204, null);
            case ("DELETE", ["addons", var addon, "issue"]):
                eks.SetAddonIssue(name, addon, null);
                return (204, null);
            default:
                return null;
        }
    }

    private static JsonObject Set(EksCluster cluster, JsonObject body)
    {
        AdminJson.RefuseUnknown(body, "status", "autoMode", "ipFamily", "platformVersion");
        var status = AdminJson.Text(body, "status");
        var family = AdminJson.Text(body, "ipFamily");
        if (status is not null && !Statuses.Contains(status))
            throw new JsonException($"status must be one of {string.Join(", ", Statuses)}.");
        if (family is not (null or "ipv4" or "ipv6"))
            throw new JsonException("ipFamily must be ipv4 or ipv6.");
        cluster.Status = status ?? cluster.Status;
        cluster.IpFamily = family ?? cluster.IpFamily;
        cluster.PlatformVersion = AdminJson.Text(body, "platformVersion") ?? cluster.PlatformVersion;
        if (body.ContainsKey("autoMode"))
            cluster.AutoMode = AdminJson.Flag(body, "autoMode");
        return new JsonObject
        {
            ["status"] = cluster.Status,
            ["autoMode"] = cluster.AutoMode,
            ["ipFamily"] = cluster.IpFamily,
            ["platformVersion"] = cluster.PlatformVersion,
        };
    }

    private static NodeKind Kind(JsonObject body)
    {
        var text = Required(body, "kind");
        return Enum.TryParse<NodeKind>(text, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && !char.IsDigit(text[0])
            ? kind
            : throw new JsonException("kind must be ec2, windows, auto, fargate or hybrid.");
    }

    private static string Required(JsonObject body, string name) =>
        AdminJson.Text(body, name) is { Length: > 0 } text ? text : throw new JsonException($"{name} is needed.");
}
