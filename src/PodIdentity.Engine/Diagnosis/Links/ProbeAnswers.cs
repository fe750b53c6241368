using System.Text.RegularExpressions;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>What the agent's answers and the services' refusals mean.</summary>
internal static partial class ProbeAnswers
{
    /// <summary>The agent's own words in an SDK's error; null where the error does not speak of the agent.</summary>
    public static string? OfAgent(string error) => AgentPattern().Match(error) is { Success: true } match ? match.Groups["answer"].Value.Trim() : null;

    /// <summary>Why the agent gave no credentials.</summary>
    public static Cause CauseOf(string answer) => answer switch
    {
        _ when answer.Contains("does not have permissions to assume the associated role", StringComparison.Ordinal) => Causes.AgentSaysRoleRefused,
        _ when answer.Contains("(AccessDeniedException)", StringComparison.Ordinal) => Causes.AgentSaysNodeDenied,
        _ when answer.Contains("(ResourceNotFoundException)", StringComparison.Ordinal) => Causes.AgentSaysNoAssociation,
        _ when answer.Contains("(InvalidTokenException)", StringComparison.Ordinal) || answer.Contains("(ExpiredTokenException)", StringComparison.Ordinal) || answer.Contains("Service account token", StringComparison.Ordinal) => Causes.AgentSaysTokenRefused,
        _ when answer.Contains("Throttling", StringComparison.Ordinal) || answer.Contains("TooManyRequests", StringComparison.Ordinal) || answer.Contains("response 429", StringComparison.Ordinal) => Causes.AgentSaysThrottled,
        _ when answer.Contains("response 5", StringComparison.Ordinal) || answer.Contains("context deadline exceeded", StringComparison.Ordinal) || answer.Contains("context canceled", StringComparison.Ordinal) => Causes.AgentGetsNoAnswer,
        _ when UnreachablePattern().IsMatch(answer) => Causes.AgentNotReached,
        _ => Causes.AgentGivesNoCredentials,
    };

    /// <summary>Why a service refused, by the layer of policy that its error names.</summary>
    public static Cause CauseOfDenial(string? layer) => layer switch
    {
        null => Causes.ServiceNotAllowed,
        _ when layer.StartsWith("no session policy", StringComparison.Ordinal) => Causes.SessionPolicyDenies,
        _ when layer.StartsWith("no permissions boundary", StringComparison.Ordinal) => Causes.BoundaryDenies,
        _ when layer.StartsWith("no ", StringComparison.Ordinal) => Causes.ServiceNotAllowed,
        _ => Causes.ExplicitlyDenied,
    };

    [GeneratedRegex(@"Error when retrieving credentials from container-role: (?:Error retrieving metadata: )?(?<answer>.+)", RegexOptions.Singleline)]
    private static partial Regex AgentPattern();

    [GeneratedRegex("Could not connect|Connection refused|Connection was closed|timeout|timed out", RegexOptions.IgnoreCase)]
    private static partial Regex UnreachablePattern();
}
