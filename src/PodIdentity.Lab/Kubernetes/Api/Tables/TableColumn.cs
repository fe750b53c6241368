using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api.Tables;

/// <summary>A column of the table in which a server renders objects for people.</summary>
/// <param name="Name">Heading.</param>
/// <param name="Priority">0 is always shown, 1 in wide output only.</param>
/// <param name="Type"><c>string</c> or <c>integer</c>.</param>
/// <param name="Cell">The value for an object at a time.</param>
internal sealed record TableColumn(string Name, int Priority, string Type, Func<JsonObject, DateTimeOffset, JsonNode?> Cell)
{
    public static TableColumn Text(string name, Func<JsonObject, string> cell, int priority = 0) =>
        new(name, priority, "string", (value, _) => cell(value));

    public static TableColumn Number(string name, params string[] path) =>
        new(name, 0, "integer", (value, _) => value.Number(path) ?? 0);

    public static TableColumn Age { get; } = new("Age", 0, "string", (value, now) => Since(value.Text("metadata", "creationTimestamp"), now));

    public static TableColumn TheName { get; } = Text("Name", value => value.Name());

    public JsonObject Definition() => new()
    {
        ["name"] = Name,
        ["type"] = Type,
        ["format"] = Name == "Name" ? "name" : "",
        ["description"] = $"{Name} of the object.",
        ["priority"] = Priority,
    };

    /// <summary>The time since then, as kubectl shows an age.</summary>
    public static string Since(string? timestamp, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse(timestamp, System.Globalization.CultureInfo.InvariantCulture, out var then))
            return "<unknown>";
        var span = now - then;
        return span < TimeSpan.Zero ? span > TimeSpan.FromSeconds(-2) ? "0s" : "<invalid>" : Short(span);
    }

    private static string Short(TimeSpan span)
    {
        var (seconds, minutes, hours, days) = ((long)span.TotalSeconds, (long)span.TotalMinutes, (long)span.TotalHours, (long)span.TotalDays);
        return (seconds, minutes, hours, days) switch
        {
            ( < 120, _, _, _) => $"{seconds}s",
            (_, < 10, _, _) => Pair(minutes, "m", seconds % 60, "s"),
            (_, < 180, _, _) => $"{minutes}m",
            (_, _, < 8, _) => Pair(hours, "h", minutes % 60, "m"),
            (_, _, < 48, _) => $"{hours}h",
            (_, _, _, < 8) => Pair(days, "d", hours % 24, "h"),
            (_, _, _, < 730) => $"{days}d",
            (_, _, _, < 8 * 365) => Pair(days / 365, "y", days % 365, "d"),
            _ => $"{days / 365}y",
        };
    }

    private static string Pair(long big, string bigUnit, long small, string smallUnit) =>
        small == 0 ? $"{big}{bigUnit}" : $"{big}{bigUnit}{small}{smallUnit}";
}
