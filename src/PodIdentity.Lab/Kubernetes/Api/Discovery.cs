using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>What the server tells of itself: version, groups, resources.</summary>
internal sealed class Discovery(string version)
{
    public JsonObject Version()
    {
        var minor = version[(version.IndexOf('.') + 1)..];
        return new JsonObject
        {
            ["major"] = version[..version.IndexOf('.')],
            ["minor"] = minor,
            ["gitVersion"] = $"v{version}.0-eks-a1b2c3d",
            ["gitCommit"] = "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "2025-01-01T00:00:00Z",
            ["goVersion"] = "go1.23.4",
            ["compiler"] = "gc",
            ["platform"] = "linux/amd64",
        };
    }

    /// <summary>The document of a discovery path, or null when there is none.</summary>
    public static JsonObject? Find(string path) => path.Trim('/').Split('/') switch
    {
        ["api"] => CoreVersions(),
        ["apis"] => Groups(),
        ["api", ResourceType.Version] => Resources("", ResourceType.Version),
        ["apis", var group] when GroupNames().Contains(group) => Group(group, standalone: true),
        ["apis", var group, ResourceType.Version] when GroupNames().Contains(group) => Resources(group, $"{group}/{ResourceType.Version}"),
        _ => null,
    };

    private static IEnumerable<string> GroupNames() =>
        ResourceType.Catalogue.Select(type => type.Group).Where(group => group.Length > 0).Distinct();

    private static JsonObject CoreVersions() => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray(ResourceType.Version),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = "127.0.0.1" }),
    };

    private static JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. GroupNames().Select(group => Group(group, standalone: false))]),
    };

    private static JsonObject Group(string name, bool standalone)
    {
        JsonObject GroupVersion() => new() { ["groupVersion"] = $"{name}/{ResourceType.Version}", ["version"] = ResourceType.Version };
        var group = new JsonObject { ["name"] = name, ["versions"] = new JsonArray(GroupVersion()), ["preferredVersion"] = GroupVersion() };
        if (standalone)
        {
            group["kind"] = "APIGroup";
            group["apiVersion"] = "v1";
        }
        return group;
    }

    private static JsonObject Resources(string group, string groupVersion) => new()
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = groupVersion,
        ["resources"] = new JsonArray([.. ResourceType.Catalogue.Where(type => type.Group == group).SelectMany(Entries)]),
    };

    private static IEnumerable<JsonNode> Entries(ResourceType type)
    {
        var entry = new JsonObject
        {
            ["name"] = type.Plural,
            ["singularName"] = type.Kind.ToLowerInvariant(),
            ["namespaced"] = type.Namespaced,
            ["kind"] = type.Kind,
            ["verbs"] = Texts(type.Verbs),
        };
        if (type.ShortNames.Length > 0)
            entry["shortNames"] = Texts(type.ShortNames);
        if (type.InCategoryAll)
            entry["categories"] = new JsonArray("all");
        yield return entry;
        foreach (var subresource in type.Subresources)
            yield return Subresource(type, subresource);
    }

    private static JsonObject Subresource(ResourceType type, string name)
    {
        var entry = new JsonObject { ["name"] = $"{type.Plural}/{name}", ["singularName"] = "", ["namespaced"] = type.Namespaced };
        var (group, kind, verbs) = name switch
        {
            "scale" => ("autoscaling", "Scale", "get patch update"),
            "eviction" => ("policy", "Eviction", "create"),
            "exec" => ("", "PodExecOptions", "create get"),
            "log" => ("", "Pod", "get"),
            _ => ("", type.Kind, "get patch update"),
        };
        if (group.Length > 0)
        {
            entry["group"] = group;
            entry["version"] = "v1";
        }
        entry["kind"] = kind;
        entry["verbs"] = Texts(verbs.Split(' '));
        return entry;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
