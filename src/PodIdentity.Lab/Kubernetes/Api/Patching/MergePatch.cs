using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api.Patching;

/// <summary>JSON merge patch: objects are merged, null removes, everything else replaces.</summary>
internal static class MergePatch
{
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
                target.Remove(name);
            else if (value is JsonObject change)
                Apply(target[name] as JsonObject ?? Replace(target, name), change);
            else
                target[name] = value.DeepClone();
        }
    }

    private static JsonObject Replace(JsonObject target, string name)
    {
        var empty = new JsonObject();
        target[name] = empty;
        return empty;
    }
}
