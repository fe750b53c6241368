using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Agent;

/// <summary>Applies an object as its owner does who remembers what he applied last: fields that others changed since are conflicts,
/// and fields that others added stay. Lists of named items are matched by name, other lists are one value.</summary>
internal sealed class OwnedFields(bool keepTheirs)
{
    /// <summary>Paths of the fields that somebody else changed.</summary>
    public List<string> Conflicts { get; } = [];

    public void Apply(JsonObject live, JsonObject? applied, JsonObject wanted, string path)
    {
        foreach (var (name, value) in wanted)
        {
            if (value is not null) ApplyOne(live, applied?[name], name, value, $"{path}.{name}");
        }

        foreach (var (name, value) in applied ?? [])
        {
            if (!wanted.ContainsKey(name) && JsonNode.DeepEquals(live[name], value)) live.Remove(name);
        }
    }

    private void ApplyOne(JsonObject live, JsonNode? applied, string name, JsonNode wanted, string path)
    {
        var present = live[name];
        if (JsonNode.DeepEquals(present, wanted)) return;
        if (wanted is JsonObject fields && present is JsonObject into)
        {
            Apply(into, applied as JsonObject, fields, path);
        }
        else if (wanted is JsonArray items && present is JsonArray list && AreNamed(items) && AreNamed(list))
        {
            ApplyItems(list, applied as JsonArray ?? [], items, path);
        }
        else
        {
            var isTheirs = applied is not null && !JsonNode.DeepEquals(present, applied);
            if (isTheirs) Conflicts.Add(path);
            if (!isTheirs || !keepTheirs) live[name] = wanted.DeepClone();
        }
    }

    private void ApplyItems(JsonArray live, JsonArray applied, JsonArray wanted, string path)
    {
        foreach (var item in wanted.OfType<JsonObject>())
        {
            if (Find(live, item) is { } present) Apply(present, Find(applied, item), item, $"{path}[name=\"{item.Text("name")}\"]");
            else live.Add(item.DeepClone());
        }
    }

    private static JsonObject? Find(JsonArray list, JsonObject item) => list.OfType<JsonObject>().FirstOrDefault(other => other.Text("name") == item.Text("name"));

    private static bool AreNamed(JsonArray list) => list.Count > 0 && list.All(item => item.Text("name") is not null);
}
