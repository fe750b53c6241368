using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>From a workload's template to pods.</summary>
internal static class PodTemplate
{
    // No vowels and no digits that look like them: generated names spell no words.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    public static JsonObject NewPod(JsonObject owner, string ownerApiVersion, string ownerKind, JsonNode template)
    {
        var metadata = (template.At("metadata") as JsonObject)?.Copy() ?? [];
        metadata.Remove("creationTimestamp");
        metadata["namespace"] = owner.Namespace();
        metadata["ownerReferences"] = new JsonArray(OwnerReference(owner, ownerApiVersion, ownerKind));
        var spec = (template.At("spec") as JsonObject)?.Copy() ?? [];
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = metadata,
            ["spec"] = spec,
        };
    }

    public static JsonObject OwnerReference(JsonObject owner, string apiVersion, string kind) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    public static string RandomSuffix() => Random.Shared.GetString(Alphabet, 5);

    /// <summary>A short hash of a template: equal templates, equal hash.</summary>
    public static string Hash(JsonNode? template)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(template?.ToJsonString() ?? ""))
            hash = (hash ^ value) * 16777619u;
        return string.Concat(hash.ToString(CultureInfo.InvariantCulture).Select(digit => Alphabet[digit % Alphabet.Length]));
    }

    /// <summary>A number or percentage of a total, as in maxUnavailable.</summary>
    public static int Share(JsonNode? value, int total, int otherwise, bool roundUp)
    {
        if (value.Number() is { } number) return (int)number;
        if (value.Text()?.TrimEnd('%') is not { } text || !int.TryParse(text, CultureInfo.InvariantCulture, out var percent)) return otherwise;
        var share = total * percent / 100.0;
        return (int)(roundUp ? Math.Ceiling(share) : Math.Floor(share));
    }
}
