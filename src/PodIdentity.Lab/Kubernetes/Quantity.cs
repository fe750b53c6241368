using System.Globalization;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes;

/// <summary>Amounts as Kubernetes writes them: <c>250m</c>, <c>2</c>, <c>512Mi</c>, <c>1e3</c>.</summary>
internal static class Quantity
{
    private static readonly Dictionary<string, decimal> Suffixes = new()
    {
        ["Ki"] = 1024m, ["Mi"] = 1024m * 1024, ["Gi"] = 1024m * 1024 * 1024, ["Ti"] = 1024m * 1024 * 1024 * 1024,
        ["m"] = 0.001m, ["k"] = 1000m, ["M"] = 1000_000m, ["G"] = 1000_000_000m, ["T"] = 1000_000_000_000m, [""] = 1,
    };

    /// <summary>0 for nothing, and for what is no amount.</summary>
    public static decimal Parse(JsonNode? value)
    {
        var text = value is JsonValue ? value.ToString() : "";
        var digits = text.TrimEnd([.. "KMGTikm"]);
        return Suffixes.TryGetValue(text[digits.Length..], out var unit) && decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) < 1_000_000_000_000m
            ? number * unit
            : 0;
    }

    /// <summary>In the units that Kubernetes itself would write.</summary>
    public static string Format(decimal value, bool binary)
    {
        if (value != decimal.Truncate(value)) return (value * 1000).ToString("0.###", CultureInfo.InvariantCulture) + "m";
        var suffix = binary ? ((string[])["Ti", "Gi", "Mi", "Ki"]).FirstOrDefault(suffix => value != 0 && value % Suffixes[suffix] == 0) ?? "" : "";
        return (value / Suffixes[suffix]).ToString("0", CultureInfo.InvariantCulture) + suffix;
    }
}
