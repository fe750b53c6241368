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
        var (document, fault) = PolicyReader.Read(policy);
        fault ??= document!.Statements.Select(FaultOf).FirstOrDefault(f => f is not null);
        if (fault is not null)
        {
            throw Invalid(policy, $"a session policy: {fault}", "Give -Policy a Version and a Statement, each statement with Effect, Action and Resource; it has no Principal.");
        }

        var compact = JsonNode.Parse(policy)!.ToJsonString(Plain);
        return compact.Length <= Longest
            ? compact
            : throw Invalid(policy, $"a session policy of at most {Longest} characters (it has {compact.Length} without white space)", "Shorten -Policy, or attach a policy to the role instead.");
    }

    /// <summary>The error for a session policy beside session tags.</summary>
    public static PodIdentityException NeedsDisabledTags(string policy) =>
        Invalid(policy, "possible as a session policy while session tags are on", "Add -DisableSessionTag: EKS takes a session policy only without session tags.");

    /// <summary>Whether two policies mean the same; none is only the same as none.</summary>
    public static bool AreSame(string? left, string? right) => left is null || right is null ? left == right : PolicyMeaning.Same(left, right);

    private static PodIdentityException Invalid(string policy, string expected, string way) => Errors.Invalid("Policy", policy, expected, way);

    private static string? FaultOf(PolicyStatement statement) =>
        statement.Principals is not null ? $"{statement.Name} names a Principal"
        : statement.Resources is null ? $"{statement.Name} has no Resource"
        : null;
}
