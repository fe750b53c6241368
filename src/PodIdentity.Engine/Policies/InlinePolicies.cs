using System.Text.RegularExpressions;

namespace PodIdentity.Engine.Policies;

/// <summary>IAM's rules for the policies inside of a role.</summary>
internal static partial class InlinePolicies
{
    /// <summary>Most characters that a role's inline policies may have together; this quota cannot be raised.</summary>
    private const int MostCharacters = 10_240;

    /// <summary>Refuses policies that IAM would refuse, before the first request.</summary>
    public static void Require(IReadOnlyDictionary<string, string> policies)
    {
        foreach (var (name, document) in policies)
        {
            if (!NamePattern().IsMatch(name))
            {
                throw Errors.Invalid("InlinePolicy", name, "the name of an inline policy", "Use 1 to 128 letters, digits or characters of _+=,.@- as key of -InlinePolicy.");
            }

            if (FaultOf(document) is { } fault)
            {
                throw new PodIdentityException(
                    "InvalidInlinePolicy",
                    ErrorKind.InvalidArgument,
                    name,
                    $"The inline policy '{name}' is not a policy document: {fault}.",
                    "Give -InlinePolicy @{ name = document }, the document as JSON text, as a hashtable or as an object, with Version 2012-10-17 and Statement.");
            }
        }
    }

    /// <summary>Refuses what would be more than the quota, counting those that the role has.</summary>
    public static void RequireRoom(string roleName, IReadOnlyDictionary<string, string> all)
    {
        var size = all.Values.Sum(PolicySize.Of);
        if (size > MostCharacters)
        {
            throw new PodIdentityException(
                "QuotaExceeded",
                ErrorKind.QuotaExceeded,
                roleName,
                $"The inline policies of role '{roleName}' would have {size:N0} characters together (white space not counted); IAM takes {MostCharacters:N0}, and does not raise it.",
                "Shorten -InlinePolicy, remove inline policies that are no longer needed, or make a managed policy of it and give that as -ManagedPolicy.");
        }
    }

    private static string? FaultOf(string document)
    {
        var (policy, fault) = PolicyReader.Read(document);
        return policy switch
        {
            null => fault,
            { HasVariables: false } => "its Version is not 2012-10-17",
            _ when policy.Statements.FirstOrDefault(s => s.Principals is not null) is { } s => $"{s.Name} has a Principal, which only trust policies have",
            _ when policy.Statements.FirstOrDefault(s => s.Resources is null) is { } s => $"{s.Name} has no Resource",
            _ when policy.Statements.SelectMany(s => s.Actions).FirstOrDefault(a => a != "*" && !ActionPattern().IsMatch(a)) is { } action => $"'{Errors.Shown(action)}' is not an action such as s3:GetObject",
            _ => null,
        };
    }

    [GeneratedRegex(@"\A[\w+=,.@-]{1,128}\z", RegexOptions.ECMAScript)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9*?-]+:[^:\s]+\z")]
    private static partial Regex ActionPattern();
}

/// <summary>The size of a policy as IAM's quotas count it.</summary>
internal static class PolicySize
{
    /// <summary>Characters but for white space.</summary>
    public static int Of(string document) => document.Count(c => !char.IsWhiteSpace(c));
}
