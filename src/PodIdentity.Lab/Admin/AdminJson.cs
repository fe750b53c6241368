using System.Text.Json;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Admin;

/// <summary>The bodies of the admin API.</summary>
internal static class AdminJson
{
    public static JsonNode Write(LoggedRequest request) => new JsonObject
    {
        ["sequence"] = request.Sequence,
        ["time"] = request.Time,
        ["service"] = request.Service,
        ["operation"] = request.Operation,
        ["status"] = request.Status,
        ["duration"] = Math.Round(request.DurationMilliseconds, 3),
        ["caller"] = request.Caller,
    };

    public static JsonNode Write(FaultRule rule, int applied) => new JsonObject
    {
        ["id"] = rule.Id,
        ["service"] = rule.Service,
        ["operation"] = rule.Operation,
        ["status"] = rule.Status,
        ["code"] = rule.Code,
        ["message"] = rule.Message,
        ["after-work"] = rule.AfterWork,
        ["drop"] = rule.Drop,
        ["delay"] = rule.DelayMilliseconds,
        ["count"] = rule.Count,
        ["probability"] = rule.Probability,
        ["skip"] = rule.Skip,
        ["applied"] = applied,
    };

    public static FaultRule ReadRule(JsonObject body)
    {
        RefuseUnknown(body, "service", "operation", "status", "code", "message", "after-work", "drop", "delay", "count", "probability", "skip");
        var rule = new FaultRule
        {
            Service = Text(body, "service"),
            Operation = Text(body, "operation"),
            Status = body.ContainsKey("status") ? (int)Number(body, "status", 400, 599) : 0,
            Code = Text(body, "code"),
            Message = Text(body, "message"),
            AfterWork = Flag(body, "after-work"),
            Drop = Flag(body, "drop"),
            DelayMilliseconds = body.ContainsKey("delay") ? (int)Number(body, "delay", 0, 600_000) : 0,
            Count = body["count"] is null ? null : (int)Number(body, "count", 1, int.MaxValue),
            Probability = body.ContainsKey("probability") ? Number(body, "probability", 0, 1) : 1,
            Skip = body.ContainsKey("skip") ? (int)Number(body, "skip", 0, int.MaxValue) : 0,
        };
        return rule is { Status: 0, Drop: false, DelayMilliseconds: 0 } ? throw new JsonException("A fault needs a status, a delay or drop.") : rule;
    }

    public static double Number(JsonObject body, string name, double least, double most) =>
        body[name] is JsonValue value && value.TryGetValue<double>(out var number) && number >= least && number <= most
            ? number
            : throw new JsonException($"{name} must be a number from {least} to {most}.");

    public static void RefuseUnknown(JsonObject body, params string[] known)
    {
        if (body.Select(member => member.Key).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new JsonException($"{unknown} is not known here; known are {string.Join(", ", known)}.");
    }

    public static string? Text(JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw new JsonException($"{name} must be a string."),
    };

    public static bool Flag(JsonObject body, string name) => body[name] switch
    {
        null => false,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => throw new JsonException($"{name} must be true or false."),
    };
}
