using PodIdentity.Engine.Operations;
using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The role's trust policy lets EKS Pod Identity in for the pods of this association.</summary>
internal sealed class TrustPolicyLink : ILink
{
    public string Name => "TrustPolicy";

    public IReadOnlyList<string> Needs => ["Association", "Role"];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var reading = await facts.AssociatedRoleAsync().ConfigureAwait(false);
        return [!reading.IsKnown ? Finding.Unread(reading.Unread!) : reading.Value is { } found ? Examine(found) : Finding.NotApplicable("There is no association with a role.")];
    }

    private static Finding Examine(AssociatedRole found)
    {
        var (role, context) = (found.Role, found.Context);
        var trust = NewRole.TrustPolicyOf(role);
        var (policy, fault) = PolicyReader.Read(trust);
        if (policy is null)
        {
            return Finding.Suspicious(Causes.TrustUnreadable, $"The trust policy of role {role.RoleName} cannot be read: {fault}.", role.Arn, ("RoleName", role.RoleName));
        }

        var evaluation = TrustEvaluation.Evaluate(trust, context);
        if (!evaluation.Allowed)
        {
            var (cause, more) = CauseOf(policy, evaluation, context);
            return Finding.Failed(cause, $"Role {role.RoleName}: {evaluation.Explanation}{more}", role.Arn, ("RoleName", role.RoleName), ("ClusterArn", context.ClusterArn), ("AccountId", context.AccountId));
        }

        // A Deny whose condition only AWS can test speaks of the actions and yet is not counted.
        var denials = evaluation.Statements.Where(s => s is { Outcome: TrustOutcome.DoesNotApply, Actions.Count: > 0 }).Select(s => $"{s.Name} may deny it: {s.Reason}.").ToList();
        var isSure = TrustPolicy.RequiredActions.All(action => evaluation.Statements.Any(s => s.Outcome == TrustOutcome.Allows && s.Actions.Contains(action)));
        string[] open = [.. isSure ? [] : evaluation.Undecided, .. denials];
        return open.Length == 0
            ? Finding.Passed($"Role {role.RoleName}: {evaluation.Explanation}", role.Arn)
            : Finding.Suspicious(Causes.TrustUndecided, $"Role {role.RoleName}: {evaluation.Explanation} {string.Join(" ", open)}", role.Arn, ("RoleName", role.RoleName));
    }

    private static (Cause Cause, string More) CauseOf(PolicyDocument policy, TrustEvaluation evaluation, TrustContext context)
    {
        if (evaluation.Statements.FirstOrDefault(s => s.Outcome == TrustOutcome.Denies) is { } denial)
        {
            return (Causes.TrustDenied, $" {denial.Name}: {denial.Reason}.");
        }

        if (evaluation.Statements.Where(s => s.Outcome == TrustOutcome.ConditionFails && policy.Statements[s.Number - 1].IsAllow).ToList() is { Count: > 0 } failing)
        {
            var conditions = failing.SelectMany(s => policy.Statements[s.Number - 1].Conditions).Where(c => ConditionTest.Test(c, context, policy.HasVariables).Verdict == Verdict.No).ToList();
            return (CauseOf(conditions, context), "");
        }

        var allowed = evaluation.Statements.Where(s => s.Outcome is TrustOutcome.Allows or TrustOutcome.Undecided).SelectMany(s => s.Actions).ToList();
        if (allowed.Count > 0 || policy.Statements.Any(s => s.IsAllow && s.NamesService(TrustPolicy.ServicePrincipal)))
        {
            return (allowed.Contains("sts:AssumeRole") ? Causes.TrustTagSessionMissing : Causes.TrustAssumeRoleMissing, "");
        }

        var trusted = policy.Statements.Where(s => s.IsAllow).SelectMany(s => s.Principals ?? []).ToList();
        var who = trusted.Count == 0 ? " It trusts nobody." : $" It trusts {string.Join(", ", trusted.Select(p => $"'{Errors.Shown(p.Value)}'").Distinct())}.";
        return (trusted.Count > 0 && trusted.TrueForAll(p => p.Kind == "Federated") ? Causes.TrustOnlyWebIdentity : Causes.TrustPrincipalMissing, who);
    }

    private static Cause CauseOf(List<PolicyCondition> failing, TrustContext context)
    {
        bool Any(Func<PolicyCondition, bool> test) => failing.Exists(c => test(c));
        return Any(c => Is(c, "aws:SourceArn") && c.Values.Any(v => v.Contains(":podidentityassociation/", StringComparison.OrdinalIgnoreCase))) ? Causes.TrustSourceArnOfAssociation
            : context.WithoutSessionTags && Any(c => context.KeyOf(c.Key) == SentKey.WithoutTags) ? Causes.TrustNeedsSessionTags
            : Any(c => Is(c, "aws:SourceAccount")) ? Causes.TrustWrongAccount
            : Causes.TrustConditionFails;
    }

    private static bool Is(PolicyCondition condition, string key) => condition.Key.Equals(key, StringComparison.OrdinalIgnoreCase);
}
