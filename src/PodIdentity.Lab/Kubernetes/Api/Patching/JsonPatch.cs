using System.Globalization;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api.Patching;

/// <summary>JSON patch: a list of operations, all or nothing.</summary>
internal static class JsonPatch
{
    private const int MostOperations = 10_000;

    /// <summary>The patched document; the given one is not changed.</summary>
    public static JsonObject Apply(JsonObject target, JsonNode? patch)
    {
        if (patch is not JsonArray operations || operations.Any(operation => operation is not JsonObject))
            throw ApiErrors.BadRequest("json: cannot unmarshal object into Go value of type jsonpatch.Patch");
        if (operations.Count > MostOperations)
            throw new KubernetesException(413, "RequestEntityTooLarge", $"Request entity too large: The allowed maximum operations in a JSON patch is {MostOperations}, got {operations.Count}");

        JsonNode? document = target.DeepClone();
        foreach (var operation in operations.OfType<JsonObject>())
            document = ApplyOne(document, operation);
        return document as JsonObject ?? throw Failed();
    }

    private static JsonNode? ApplyOne(JsonNode? document, JsonObject operation)
    {
        var path = PathOf(operation, "path");
        switch (operation.Text("op"))
        {
            case "add":
                return Add(document, path, operation["value"]?.DeepClone());
            case "replace":
                Find(document, path);
                return Add(path.Length == 0 ? null : Remove(document, path), path, operation["value"]?.DeepClone());
            case "remove":
                return Remove(document, path);
            case "move":
                var from = PathOf(operation, "from");
                var moved = Find(document, from)?.DeepClone();
                return Add(Remove(document, from), path, moved);
            case "copy":
                return Add(document, path, Find(document, PathOf(operation, "from"))?.DeepClone());
            case "test":
                return JsonNode.DeepEquals(Find(document, path), operation["value"]) ? document : throw Failed();
            default:
                throw Failed();
        }
    }

    private static string[] PathOf(JsonObject operation, string name)
    {
        var text = operation.Text(name) ?? throw Failed();
        if (text.Length == 0)
            return [];
        if (text[0] != '/')
            throw Failed();
        return [.. text[1..].Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    private static JsonNode? Find(JsonNode? node, ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            node = node switch
            {
                JsonObject parent when parent.TryGetPropertyValue(step, out var child) => child,
                JsonArray list => list[Index(step, list.Count - 1)],
                _ => throw Failed(),
            };
        }
        return node;
    }

    private static JsonNode? Add(JsonNode? document, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
            return value;
        switch (Find(document, path.AsSpan(..^1)))
        {
            case JsonObject parent:
                parent[path[^1]] = value;
                break;
            case JsonArray list:
                list.Insert(path[^1] == "-" ? list.Count : Index(path[^1], list.Count), value);
                break;
            default:
                throw Failed();
        }
        return document;
    }

    private static JsonNode? Remove(JsonNode? document, string[] path)
    {
        if (path.Length == 0)
            return null;
        switch (Find(document, path.AsSpan(..^1)))
        {
            case JsonObject parent when parent.Remove(path[^1]):
                break;
            case JsonArray list:
                list.RemoveAt(Index(path[^1], list.Count - 1));
                break;
            default:
                throw Failed();
        }
        return document;
    }

    private static int Index(string step, int last) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= last ? index : throw Failed();

    private static KubernetesException Failed() =>
        new(422, "Invalid", "the server rejected our request due to an error in our request");
}
