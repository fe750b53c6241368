namespace PodIdentity.Engine.Policies;

/// <summary>Whether a trust policy lets the pods of an association in, told statement by statement.</summary>
/// <param name="Allowed">Nothing speaks against it. With <see cref="Undecided"/> conditions it is likely, not sure.</param>
/// <param name="Explanation">One sentence: which statement lets them in, or why none does.</param>
/// <param name="Statements">Each statement's part in it, in the order of the document.</param>
/// <param name="Undecided">Conditions of the allowing statements that depend on what only AWS or the pod knows.</param>
internal sealed record TrustEvaluation(bool Allowed, string Explanation, IReadOnlyList<TrustStatementResult> Statements, IReadOnlyList<string> Undecided)
{
    private const string AssumeRole = "sts:AssumeRole";
    private const string TagSession = "sts:TagSession";

    /// <summary>Evaluates a trust policy.</summary>
    /// <param name="policyJson">The document, as JSON (not percent-encoded).</param>
    /// <param name="context">The association, and who asks.</param>
    public static TrustEvaluation Evaluate(string policyJson, TrustContext context)
    {
        var (policy, fault) = PolicyReader.Read(policyJson);
        if (policy is null)
        {
            return new(false, $"The trust policy cannot be read: {fault}.", [], []);
        }

        var results = policy.Statements.Select(s => Look(s, policy.HasVariables, context)).ToList();
        if (results.Find(r => r.Outcome == TrustOutcome.Denies) is { } denial)
        {
            return new(false, $"{Capital(denial.Name)} of the trust policy denies it.", results, []);
        }

        // EKS takes a role only if both actions are allowed, even when it will send no tags.
        string[] required = context.SourceRoleArn is not null && context.WithoutSessionTags ? [AssumeRole] : [AssumeRole, TagSession];
        var allowing = results.Where(r => r.Outcome is TrustOutcome.Allows or TrustOutcome.Undecided).ToList();
        var missing = required.Where(action => !allowing.Exists(r => r.Actions.Contains(action))).ToList();
        var undecided = allowing.Where(r => r.Outcome == TrustOutcome.Undecided).Select(r => $"{Capital(r.Name)}: {r.Reason}.").ToList();
        return missing.Count == 0
            ? new(true, $"{Capital(string.Join(" and ", allowing.Select(r => r.Name)))} of the trust policy allows it.", results, undecided)
            : new(false, Why(results, missing, context), results, []);
    }

    private static TrustStatementResult Look(PolicyStatement statement, bool hasVariables, TrustContext context)
    {
        TrustStatementResult Result(TrustOutcome outcome, string reason, IReadOnlyList<string>? actions = null) => new(statement.Number, statement.Sid, statement.Name, outcome, reason, actions ?? []);
        var asker = context.SourceRoleArn ?? TrustPolicy.ServicePrincipal;
        var names = Names(statement, context);
        if (names == Verdict.No)
        {
            return Result(TrustOutcome.DoesNotApply, $"it does not name {asker}");
        }

        string[] actions = [.. new[] { AssumeRole, TagSession }.Where(statement.Covers)];
        if (actions.Length == 0)
        {
            return Result(TrustOutcome.DoesNotApply, $"it names neither {AssumeRole} nor {TagSession}");
        }

        // A denied tag does not matter where none is sent.
        if (!statement.IsAllow && context.WithoutSessionTags && !actions.Contains(AssumeRole))
        {
            return Result(TrustOutcome.DoesNotApply, "it denies session tags, and none are sent");
        }

        var tests = statement.Conditions.Select(c => ConditionTest.Test(c, context, hasVariables)).ToList();
        if (tests.Find(t => t.Verdict == Verdict.No) is { Reason.Length: > 0 } failed)
        {
            return Result(TrustOutcome.ConditionFails, failed.Reason, actions);
        }

        if (tests.Find(t => t.Verdict == Verdict.Unknown) is { Reason.Length: > 0 } open)
        {
            return Result(statement.IsAllow ? TrustOutcome.Undecided : TrustOutcome.DoesNotApply, open.Reason, actions);
        }

        return statement.IsAllow
            ? Result(TrustOutcome.Allows, $"it allows {string.Join(" and ", actions)}", actions)
            : Result(TrustOutcome.Denies, $"it denies {string.Join(" and ", actions)}", actions);
    }

    private static Verdict Names(PolicyStatement statement, TrustContext context)
    {
        if (context.SourceRoleArn is not { } role)
        {
            return statement.NamesService(TrustPolicy.ServicePrincipal) ? Verdict.Yes : Verdict.No;
        }

        var (account, root) = role.Split(':') is [_, var partition, _, _, var id, ..] ? (id, $"arn:{partition}:iam::{id}:root") : ("", "");
        var isNamed = statement.Principals?.Any(p => p.Kind == "AWS" && (p.IsEveryone || p.Value == role || p.Value == account || p.Value == root)) == true;
        return isNamed != statement.IsNotPrincipal ? Verdict.Yes : Verdict.No;
    }

    private static string Why(List<TrustStatementResult> results, List<string> missing, TrustContext context)
    {
        var asker = context.SourceRoleArn ?? TrustPolicy.ServicePrincipal;
        var what = $"The trust policy does not let {asker} do {string.Join(" and ", missing)}";
        var failing = results.Where(r => r.Outcome == TrustOutcome.ConditionFails && r.Actions.Any(missing.Contains)).ToList();
        return failing.Count > 0
            ? $"{what}: {string.Join("; ", failing.Select(r => $"{r.Name} would, but {r.Reason}"))}."
            : $"{what}: no statement that allows {(missing.Count == 1 ? "it" : "them")} names it.";
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

/// <summary>What a statement does to the call.</summary>
internal enum TrustOutcome
{
    /// <summary>It allows the actions.</summary>
    Allows,

    /// <summary>It denies them, whatever others allow.</summary>
    Denies,

    /// <summary>It would apply, but a condition does not hold.</summary>
    ConditionFails,

    /// <summary>It allows them if a condition holds that cannot be tested here.</summary>
    Undecided,

    /// <summary>It is about somebody or something else.</summary>
    DoesNotApply,
}

/// <summary>A statement's part in the evaluation.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Sid">Its id, if it has one.</param>
/// <param name="Name">As messages name it, e.g. <c>statement 2 (AllowWeb)</c>.</param>
/// <param name="Outcome">What it does.</param>
/// <param name="Reason">Why, as the rest of a sentence that begins with the statement.</param>
/// <param name="Actions">Which of <c>sts:AssumeRole</c> and <c>sts:TagSession</c> it speaks of.</param>
internal sealed record TrustStatementResult(int Number, string? Sid, string Name, TrustOutcome Outcome, string Reason, IReadOnlyList<string> Actions);
