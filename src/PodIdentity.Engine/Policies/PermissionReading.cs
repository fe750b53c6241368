namespace PodIdentity.Engine.Policies;

/// <summary>A policy by its name.</summary>
/// <param name="Name">ARN, or e.g. <c>inline policy web</c>.</param>
/// <param name="Document">As JSON.</param>
internal sealed record NamedPolicy(string Name, string Document);

/// <summary>What policies say of an action, when no resource is named.</summary>
internal enum PermissionOutcome
{
    /// <summary>No statement allows it.</summary>
    NotAllowed,

    /// <summary>A statement denies it on every resource.</summary>
    Denied,

    /// <summary>It depends on the resource, or on what only AWS or the pod knows.</summary>
    Undecided,

    /// <summary>It is allowed on every resource.</summary>
    Allowed,
}

/// <summary>
/// Reads from policies whether they allow an action, for where IAM's simulator may not be asked or takes no such policy. It does not guess: what
/// depends on a resource or a condition is undecided.
/// </summary>
/// <param name="Outcome">What they say.</param>
/// <param name="Reason">Which statement says so, as a sentence without its full stop.</param>
internal sealed record PermissionReading(PermissionOutcome Outcome, string Reason)
{
    /// <summary>Reads policies of one layer, all together.</summary>
    /// <param name="policies">Those of the role, or a boundary, or a session policy.</param>
    /// <param name="action">E.g. <c>s3:GetObject</c>.</param>
    /// <param name="context">The association whose pods call.</param>
    /// <param name="roleArn">The role that they call as.</param>
    public static PermissionReading Of(IEnumerable<NamedPolicy> policies, string action, TrustContext context, string roleArn)
    {
        SentKey KeyOf(string key) => PermissionKeys.KeyOf(key, context, roleArn);
        var readings = policies.SelectMany(policy => Look(policy, action, KeyOf)).ToList();
        PermissionReading? First(PermissionOutcome outcome, bool isAllow) => readings.Find(r => r.IsAllow == isAllow && r.Reading.Outcome == outcome).Reading;
        return First(PermissionOutcome.Denied, false)
            ?? First(PermissionOutcome.Undecided, false)
            ?? First(PermissionOutcome.Allowed, true)
            ?? First(PermissionOutcome.Undecided, true)
            ?? new(PermissionOutcome.NotAllowed, First(PermissionOutcome.NotAllowed, true)?.Reason ?? $"no statement allows {action}");
    }

    private static IEnumerable<(bool IsAllow, PermissionReading Reading)> Look(NamedPolicy policy, string action, Func<string, SentKey> keyOf)
    {
        var (document, fault) = PolicyReader.Read(policy.Document);
        return document is null
            ? [(true, new(PermissionOutcome.Undecided, $"{policy.Name} cannot be read: {fault}"))]
            : document.Statements.Where(s => s.Covers(action)).Select(s => (s.IsAllow, Look(s, $"{s.Name} of {policy.Name}", action, document.HasVariables, keyOf)));
    }

    private static PermissionReading Look(PolicyStatement statement, string name, string action, bool hasVariables, Func<string, SentKey> keyOf)
    {
        var tests = statement.Conditions.Select(c => ConditionTest.Test(c, keyOf, hasVariables)).ToList();
        if (tests.Find(t => t.Verdict == Verdict.No) is { Reason.Length: > 0 } failed)
        {
            return new(PermissionOutcome.NotAllowed, $"{name} would {(statement.IsAllow ? "allow" : "deny")} it, but {failed.Reason}");
        }

        var effect = statement.IsAllow ? "allows" : "denies";
        if (tests.Find(t => t.Verdict == Verdict.Unknown) is { Reason.Length: > 0 } open)
        {
            return new(PermissionOutcome.Undecided, $"{name} {effect} it, but {open.Reason}");
        }

        if (!CoversEverything(statement, action))
        {
            var resources = string.Join(", ", (statement.Resources ?? []).Select(Errors.Shown));
            return new(PermissionOutcome.Undecided, $"{name} {effect} it on {(statement.IsNotResource ? "all but " : "")}{resources} only");
        }

        return new(statement.IsAllow ? PermissionOutcome.Allowed : PermissionOutcome.Denied, $"{name} {effect} it");
    }

    /// <summary>Whether it is about every resource, at least of the action's service.</summary>
    private static bool CoversEverything(PolicyStatement statement, string action)
    {
        var service = action.Split(':')[0];
        return statement is { IsNotResource: false, Resources: { } resources }
            && resources.Any(r => r == "*" || Wildcard.MatchesArn(r, $"arn:aws:{service}:::*") || Wildcard.MatchesArn(r, $"arn:aws:{service}:*:*:*"));
    }
}

/// <summary>What a pod's own call of an AWS service holds in its condition keys.</summary>
internal static class PermissionKeys
{
    private const string PrincipalTag = "aws:PrincipalTag/";

    public static SentKey KeyOf(string key, TrustContext context, string roleArn)
    {
        if (key.StartsWith(PrincipalTag, StringComparison.OrdinalIgnoreCase))
        {
            // The role's own tags are principal tags as well; they are not looked at here.
            var tag = key[PrincipalTag.Length..];
            return SessionTags.All.Contains(tag, StringComparer.OrdinalIgnoreCase) && !context.WithoutSessionTags ? context.KeyOf("aws:RequestTag/" + tag) : SentKey.Unknown;
        }

        return key.ToUpperInvariant() switch
        {
            "AWS:PRINCIPALARN" => SentKey.Of(roleArn),
            "AWS:PRINCIPALACCOUNT" => SentKey.Of(roleArn.Split(':') is [_, _, _, _, var account, ..] ? account : ""),
            "AWS:PRINCIPALTYPE" => SentKey.Of("AssumedRole"),
            "AWS:PRINCIPALISAWSSERVICE" => SentKey.Of("false"),
            _ => SentKey.Unknown,
        };
    }
}
