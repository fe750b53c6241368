using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Operations;
using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The role may go on to assume the association's target role.</summary>
internal sealed class TargetRoleLink : ILink
{
    public string Name => "TargetRole";

    public IReadOnlyList<string> Needs => ["Association", "Role"];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var associated = await facts.AssociatedRoleAsync().ConfigureAwait(false);
        if (!associated.IsKnown)
        {
            return [Finding.Unread(associated.Unread!)];
        }

        if (associated.Value is not { } found || found.Association.TargetRoleArn is not { Length: > 0 } target)
        {
            return [Finding.NotApplicable("The association has no target role.")];
        }

        var chain = await facts.RoleChainAsync().ConfigureAwait(false);
        return chain.IsKnown ? [.. Examine(chain.Value!, found, target)] : [Finding.Unread(chain.Unread!, target)];
    }

    private static IEnumerable<Finding> Examine(RoleChain chain, AssociatedRole found, string target)
    {
        foreach (var gap in chain.Untested)
        {
            yield return Finding.Unread(gap, target);
        }

        (string, string)[] values =
        [
            ("RoleName", found.Role.RoleName), ("RoleArn", found.Role.Arn), ("TargetRoleArn", target), ("TargetRoleName", RoleReference.NameOf(target)), ("ExternalId", found.Context.ExternalId),
        ];
        if (chain.Fault is { } fault)
        {
            yield return Finding.Failed(CauseOf(fault, found.Context with { SourceRoleArn = found.Role.Arn }), fault.Message, target, values);
        }
        else if (chain.Undecided.Count > 0)
        {
            yield return Finding.Suspicious(Causes.TargetRoleUndecided, $"The trust of target role {target}: {string.Join(" ", chain.Undecided)}", target, values);
        }
        else if (chain.Untested.Count == 0)
        {
            yield return Finding.Passed($"Role {found.Role.RoleName} may assume target role {target}{(found.Context.WithoutSessionTags ? $"; external id {found.Context.ExternalId}" : "")}.", target);
        }
    }

    private static Cause CauseOf(RoleChainFault fault, TrustContext context) => fault.Kind switch
    {
        RoleChainFaultKind.TargetMissing => Causes.TargetRoleMissing,
        RoleChainFaultKind.NotPermitted => Causes.TargetRoleNotPermitted,
        RoleChainFaultKind.Denied => Causes.TargetRoleDenied,
        _ => CauseOf(fault.Trust!, context),
    };

    private static Cause CauseOf(string trust, TrustContext context)
    {
        var policy = PolicyReader.Read(trust).Policy;
        var results = TrustEvaluation.Evaluate(trust, context).Statements;
        if (policy is null || results.Any(r => r.Outcome == TrustOutcome.Denies))
        {
            return Causes.TargetRoleTrustRefuses;
        }

        var failing = results.Where(r => r.Outcome == TrustOutcome.ConditionFails && policy.Statements[r.Number - 1].IsAllow)
            .SelectMany(r => policy.Statements[r.Number - 1].Conditions)
            .Where(c => ConditionTest.Test(c, context, policy.HasVariables).Verdict == Verdict.No)
            .ToList();
        if (failing.Exists(c => c.Key.Equals("sts:ExternalId", StringComparison.OrdinalIgnoreCase)))
        {
            return context.WithoutSessionTags ? Causes.TargetRoleExternalIdWrong : Causes.TargetRoleExternalIdNotSent;
        }

        return failing.Count > 0 ? Causes.TargetRoleConditionFails
            : results.Any(r => r.Outcome == TrustOutcome.Allows && r.Actions.Contains("sts:AssumeRole")) ? Causes.TargetRoleTagSessionMissing
            : Causes.TargetRoleTrustRefuses;
    }
}
