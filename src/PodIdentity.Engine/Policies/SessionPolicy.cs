using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Engine.Policies;

/// <summary>The rules of EKS and STS for an association's session policy.</summary>
internal static class SessionPolicy
{
    private const int Longest = 2048;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The policy without white space, which would count towards its length. Refuses what EKS or STS would refuse.</summary>
    public static string Require(string policy)
    {
        var document = Parse(policy) ?? throw Invalid(policy, "a policy document", "Give -Policy as a JSON object with Version and Statement.");
        var statements = StatementsOf(document);
        if (statements.Count == 0)
        {
            throw Invalid(policy, "a policy document with statements", "Give -Policy at least one Statement: an object, or an array of objects.");
        }

        for (var i = 0; i < statements.Count; i++)
        {
            if (FaultOf(statements[i]) is { } fault)
            {
                throw Invalid(policy, $"a session policy: statement {i + 1} {fault}", "Give each statement of -Policy an Effect (Allow or Deny), an Action or NotAction, and a Resource or NotResource; a Principal has no place there.");
            }
        }

        var compact = document.ToJsonString(Plain);
        return compact.Length <= Longest
            ? compact
            : throw Invalid(policy, $"a session policy of at most {Longest} characters (it has {compact.Length} without white space)", "Shorten -Policy, or attach a policy to the role instead.");
    }

    /// <summary>The error for a session policy beside session tags.</summary>
    public static PodIdentityException NeedsDisabledTags(string policy) =>
        Invalid(policy, "possible as a session policy while session tags are on", "Add -DisableSessionTag: EKS takes a session policy only without session tags.");

    /// <summary>Whether two policies mean the same: order of members and of listed actions or resources, and a list of one, make no difference.</summary>
    public static bool AreSame(string? left, string? right)
    {
        if (string.IsNullOrEmpty(left) || string.IsNullOrEmpty(right))
        {
            return string.IsNullOrEmpty(left) == string.IsNullOrEmpty(right);
        }

        return Parse(left) is { } one && Parse(right) is { } other ? JsonNode.DeepEquals(Canonical(one), Canonical(other)) : left == right;
    }

    private static PodIdentityException Invalid(string policy, string expected, string way) => Errors.Invalid("Policy", policy, expected, way);

    private static JsonObject? Parse(string policy)
    {
        try
        {
            var document = JsonNode.Parse(policy) as JsonObject;

            // Taken apart once: a member that stands twice shows only when members are looked at.
            return document is null ? null : (JsonObject)Canonical(document, sort: false)!;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static List<JsonNode?> StatementsOf(JsonObject document) => document["Statement"] switch
    {
        JsonArray several => [.. several],
        JsonObject one => [one],
        _ => [],
    };

    private static string? FaultOf(JsonNode? statement)
    {
        if (statement is not JsonObject members)
        {
            return "is not an object";
        }

        if (members["Effect"] is not JsonValue effect || !effect.TryGetValue<string>(out var text) || text is not ("Allow" or "Deny"))
        {
            return "has no Effect Allow or Deny";
        }

        return members.ContainsKey("Principal") || members.ContainsKey("NotPrincipal") ? "names a Principal"
            : members.ContainsKey("Action") == members.ContainsKey("NotAction") ? "needs either Action or NotAction"
            : members.ContainsKey("Resource") == members.ContainsKey("NotResource") ? "needs either Resource or NotResource"
            : null;
    }

    private static JsonNode? Canonical(JsonNode? node, bool sort = true) => node switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Canonical(m.Value, sort)))),
        JsonArray { Count: 1 } one when sort => Canonical(one[0]),
        JsonArray texts when sort && texts.All(t => t?.GetValueKind() == JsonValueKind.String) =>
            new JsonArray([.. texts.Select(t => t!.GetValue<string>()).Distinct().Order(StringComparer.Ordinal).Select(t => (JsonNode?)JsonValue.Create(t))]),
        JsonArray items => new JsonArray([.. items.Select(item => Canonical(item, sort))]),
        _ => node?.DeepClone(),
    };
}
