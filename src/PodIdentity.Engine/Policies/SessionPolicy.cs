using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Engine.Policies;

/// <summary>The rules of EKS for an association's session policy.</summary>
internal static class SessionPolicy
{
    private const int Longest = 2048;

    /// <summary>Refuses a policy that EKS would refuse: not a JSON object, too long, or together with session tags.</summary>
    public static void Require(string policy, bool withoutSessionTags)
    {
        if (!IsObject(policy))
        {
            throw Errors.Invalid("Policy", policy, "a policy document", "Give -Policy as a JSON object with Version and Statement.");
        }

        if (policy.Length > Longest)
        {
            throw Errors.Invalid("Policy", policy, $"a session policy of at most {Longest} characters", "Shorten -Policy, or attach a policy to the role instead.");
        }

        if (!withoutSessionTags)
        {
            throw Errors.Invalid("Policy", policy, "possible as a session policy while session tags are on", "Add -DisableSessionTag: EKS takes a session policy only without session tags.");
        }
    }

    private static bool IsObject(string policy)
    {
        try
        {
            return JsonNode.Parse(policy) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
