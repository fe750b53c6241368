using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Storage;

/// <summary>Reading and writing of objects by path; a missing or differently typed node reads as null.</summary>
internal static class ObjectPaths
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
            node = node is JsonObject parent && parent.TryGetPropertyValue(step, out var child) ? child : null;
        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    public static bool? Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    /// <summary>The objects of a list; empty when there is none.</summary>
    public static IEnumerable<JsonObject> Items(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>A map of strings, such as labels; empty when there is none.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Map(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonObject map ? map.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Text() ?? "")) : [];

    /// <summary>The object under a name, added when it is not there.</summary>
    public static JsonObject Child(this JsonObject node, string name)
    {
        if (node.TryGetPropertyValue(name, out var child) && child is JsonObject existing)
            return existing;
        var added = new JsonObject();
        node[name] = added;
        return added;
    }

    /// <summary>Sets a value only where there is none.</summary>
    public static void Default(this JsonObject node, string name, JsonNode value)
    {
        if (!node.TryGetPropertyValue(name, out var current) || current is null)
            node[name] = value;
    }

    public static string Name(this JsonNode? node) => node.Text("metadata", "name") ?? "";

    public static string? Namespace(this JsonNode? node) => node.Text("metadata", "namespace") is { Length: > 0 } name ? name : null;

    public static string Uid(this JsonNode? node) => node.Text("metadata", "uid") ?? "";

    /// <summary>The resource version as a number; 0 when there is none.</summary>
    public static long Version(this JsonNode? node) =>
        long.TryParse(node.Text("metadata", "resourceVersion"), out var version) ? version : 0;

    /// <summary>A time as the API writes it: UTC, whole seconds.</summary>
    public static string ToTimestamp(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
