using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Engine.Policies;

/// <summary>The trust policy by which EKS Pod Identity may assume a role.</summary>
/// <seealso href="https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html"/>
internal static class TrustPolicy
{
    public const string ServicePrincipal = "pods.eks.amazonaws.com";

    private static readonly string[] RequiredActions = ["sts:AssumeRole", "sts:TagSession"];

    /// <summary>The policy with our statement alone.</summary>
    public static string Create() => new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray(Statement()),
    }.ToJsonString();

    /// <summary>The policy with our statement added, all else unchanged.</summary>
    public static string AddStatement(string policy)
    {
        var document = Parse(policy);
        var statements = new JsonArray(Statements(document).Select(s => (JsonNode?)s.DeepClone()).ToArray());
        statements.Add(Statement());
        document["Statement"] = statements;
        return document.ToJsonString();
    }

    /// <summary>
    /// Whether EKS would take the policy: Allow statements that name the service principal and, together, both actions.
    /// Conditions are only felt when the role is assumed.
    /// </summary>
    public static bool AllowsPodIdentity(string policy)
    {
        var allowed = Statements(Parse(policy))
            .Where(s => Text(s["Effect"]) == "Allow" && NamesService(s["Principal"]))
            .SelectMany(s => Texts(s["Action"]))
            .ToList();
        return RequiredActions.All(required => allowed.Exists(pattern => Matches(pattern, required)));
    }

    private static JsonObject Statement() => new()
    {
        ["Sid"] = "AllowEksAuthToAssumeRoleForPodIdentity",
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject { ["Service"] = ServicePrincipal },
        ["Action"] = new JsonArray("sts:AssumeRole", "sts:TagSession"),
    };

    private static JsonObject Parse(string policy)
    {
        try
        {
            return JsonNode.Parse(policy) as JsonObject ?? new JsonObject();
        }
        catch (JsonException)
        {
            return new JsonObject();
        }
    }

    private static IEnumerable<JsonObject> Statements(JsonObject policy) => policy["Statement"] switch
    {
        JsonArray several => several.OfType<JsonObject>(),
        JsonObject one => [one],
        _ => [],
    };

    private static bool NamesService(JsonNode? principal) => principal switch
    {
        JsonObject byKind => Texts(byKind["Service"]).Contains(ServicePrincipal, StringComparer.OrdinalIgnoreCase),
        _ => false,
    };

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonArray several => several.Select(Text).OfType<string>(),
        _ => Text(node) is { } one ? [one] : [],
    };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // Actions are compared without case; only a trailing or whole-service wildcard can cover both of ours.
    private static bool Matches(string pattern, string action) => pattern.EndsWith('*')
        ? action.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : string.Equals(pattern, action, StringComparison.OrdinalIgnoreCase);
}
