using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes;

/// <summary>Reading and writing Kubernetes objects as the JSON they are.</summary>
internal static class ObjectAccess
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
            node = node is JsonObject parent && parent.TryGetPropertyValue(step, out var next) ? next : null;
        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        if (node.At(path) is not JsonValue value || value.GetValueKind() != JsonValueKind.Number) return null;
        if (value.TryGetValue(out long whole)) return whole;
        return value.TryGetValue(out int small) ? small : value.TryGetValue(out double real) ? (long)real : null;
    }

    public static bool? Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    /// <summary>The objects of a list; empty when there is none.</summary>
    public static IEnumerable<JsonObject> Items(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>A map of strings, such as labels; empty when there is none.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Map(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonObject map ? map.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Text() ?? "")) : [];

    /// <summary>Sets a member only where there is none.</summary>
    public static void Default(this JsonObject parent, string name, JsonNode value)
    {
        if (parent[name] is null) parent[name] = value;
    }

    /// <summary>The member object of this name, made when missing.</summary>
    public static JsonObject Child(this JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child) return child;
        parent[name] = child = [];
        return child;
    }

    /// <summary>The member list of this name, made when missing.</summary>
    public static JsonArray ChildList(this JsonObject parent, string name)
    {
        if (parent[name] is JsonArray child) return child;
        parent[name] = child = [];
        return child;
    }

    public static string Name(this JsonObject value) => value.Text("metadata", "name") ?? "";

    public static string? Namespace(this JsonObject value) => value.Text("metadata", "namespace");

    public static string Uid(this JsonObject value) => value.Text("metadata", "uid") ?? "";

    /// <summary>The resource version as a number; 0 when there is none.</summary>
    public static long Version(this JsonObject value) =>
        long.TryParse(value.Text("metadata", "resourceVersion"), out var version) ? version : 0;

    public static long Generation(this JsonObject value) => value.Number("metadata", "generation") ?? 0;

    public static string? Label(this JsonObject value, string key) => value.Text("metadata", "labels", key);

    public static string? Annotation(this JsonObject value, string key) => value.Text("metadata", "annotations", key);

    public static bool IsDeleting(this JsonObject value) => value.Text("metadata", "deletionTimestamp") is not null;

    /// <summary>Uid of the controller that owns this object.</summary>
    public static string? ControllerUid(this JsonObject value) =>
        value.Items("metadata", "ownerReferences").FirstOrDefault(owner => owner.Flag("controller") == true).Text("uid");

    public static JsonObject? Condition(this JsonObject value, string type) =>
        value.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

    public static bool ConditionIsTrue(this JsonObject value, string type) => value.Condition(type).Text("status") == "True";

    public static JsonObject Copy(this JsonObject value) => (JsonObject)value.DeepClone();

    /// <summary>A time as Kubernetes writes it: whole seconds, UTC.</summary>
    public static string Timestamp(this TimeProvider clock) => Timestamp(clock.GetUtcNow());

    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
