using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api.Patching;

/// <summary>
/// The merge patch that knows lists: items of a list with a merge key are matched by it, and directives
/// (<c>$patch</c>, <c>$retainKeys</c>, <c>$setElementOrder/…</c>, <c>$deleteFromPrimitiveList/…</c>) say the rest.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string SetOrder = "$setElementOrder/";
    private const string DeletePrimitives = "$deleteFromPrimitiveList/";

    /// <summary>Merge key by the name of the list; a list of another name is replaced.</summary>
    private static readonly Dictionary<string, string> MergeKeys = new()
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["ephemeralContainers"] = "name",
        ["volumes"] = "name",
        ["env"] = "name",
        ["imagePullSecrets"] = "name",
        ["secrets"] = "name",
        ["resourceClaims"] = "name",
        ["schedulingGates"] = "name",
        ["webhooks"] = "name",
        ["volumeMounts"] = "mountPath",
        ["volumeDevices"] = "devicePath",
        ["ports"] = "containerPort",
        ["hostAliases"] = "ip",
        ["topologySpreadConstraints"] = "topologyKey",
        ["ownerReferences"] = "uid",
        ["conditions"] = "type",
        ["addresses"] = "type",
    };

    private static readonly HashSet<string> MergedPrimitives = ["finalizers", "podCIDRs"];

    public static void Apply(JsonObject target, JsonObject patch)
    {
        if (patch.Text(Directive) is { } directive)
        {
            if (directive is not ("replace" or "delete" or "merge"))
                throw ApiErrors.BadRequest($"Unknown patch type: {directive}");
            if (directive != "merge")
                target.Clear();
            if (directive == "delete")
                return;
        }
        if (patch[RetainKeys] is JsonArray retained)
            Retain(target, retained);
        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(DeletePrimitives, StringComparison.Ordinal))
                DeleteFrom(target, name[DeletePrimitives.Length..], value);
            else if (name[..Math.Min(1, name.Length)] != "$")
                ApplyField(target, name, value);
        }
        foreach (var (name, order) in patch)
        {
            if (name.StartsWith(SetOrder, StringComparison.Ordinal) && order is JsonArray list)
                Reorder(target, name[SetOrder.Length..], list);
        }
    }

    private static void ApplyField(JsonObject target, string name, JsonNode? value)
    {
        switch (value)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject change:
                if (target[name] is not JsonObject inner)
                    target[name] = inner = [];
                Apply(inner, change);
                if (change.Text(Directive) == "delete")
                    target.Remove(name);
                break;
            case JsonArray changes when MergeKeys.TryGetValue(name, out var key) && changes.All(item => item is JsonObject):
                if (target[name] is not JsonArray list)
                    target[name] = list = [];
                MergeList(list, changes, name, key);
                break;
            case JsonArray additions when MergedPrimitives.Contains(name) && target[name] is JsonArray existing:
                foreach (var addition in additions.Where(addition => !existing.Any(item => JsonNode.DeepEquals(item, addition))))
                    existing.Add(addition?.DeepClone());
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    private static void MergeList(JsonArray list, JsonArray changes, string name, string key)
    {
        if (changes.Any(change => change.Text(Directive) == "replace"))
        {
            list.Clear();
            changes = [.. changes.Where(change => change.Text(Directive) != "replace").Select(change => change?.DeepClone())];
        }
        foreach (var change in changes.OfType<JsonObject>())
        {
            if (change[key] is not { } id)
                throw ApiErrors.BadRequest($"map: {change.ToJsonString()} does not contain declared merge key: {key} (list {name})");
            var existing = list.OfType<JsonObject>().FirstOrDefault(item => JsonNode.DeepEquals(item[key], id));
            if (change.Text(Directive) == "delete")
            {
                if (existing is not null)
                    list.Remove(existing);
                continue;
            }
            if (existing is null)
                list.Add(existing = []);
            Apply(existing, change);
        }
    }

    private static void Retain(JsonObject target, JsonArray retained)
    {
        var names = retained.Select(name => name.Text()).ToHashSet();
        foreach (var name in target.Select(field => field.Key).Where(name => !names.Contains(name)).ToList())
            target.Remove(name);
    }

    private static void DeleteFrom(JsonObject target, string name, JsonNode? values)
    {
        if (target[name] is JsonArray list && values is JsonArray gone)
            target[name] = new JsonArray([.. list.Where(item => !gone.Any(value => JsonNode.DeepEquals(item, value))).Select(item => item?.DeepClone())]);
    }

    /// <summary>Items that the order names take it among themselves; others, known to the server only, keep their places.</summary>
    private static void Reorder(JsonObject target, string name, JsonArray order)
    {
        if (target[name] is not JsonArray list)
            return;
        var key = MergeKeys.GetValueOrDefault(name);
        int Rank(JsonNode? item) => Enumerable.Range(0, order.Count).FirstOrDefault(
            index => JsonNode.DeepEquals(Identity(order[index], key), Identity(item, key)), -1);

        var ordered = new Queue<JsonNode?>(list.Where(item => Rank(item) >= 0).OrderBy(Rank));
        target[name] = new JsonArray([.. list.Select(item => (Rank(item) >= 0 ? ordered.Dequeue() : item)?.DeepClone())]);
    }

    private static JsonNode? Identity(JsonNode? item, string? key) => item is JsonObject value && key is not null ? value[key] : item;
}
