using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Operations;

/// <summary>Whether an association's role may go on to assume its target role: the target must trust it, and its own policies must allow it.</summary>
/// <param name="Fault">The first thing that is wrong; null when nothing is.</param>
/// <param name="Untested">What could not be read from here, with the permission or account that it takes.</param>
/// <param name="Undecided">Conditions of the target's trust that only AWS or the pod knows.</param>
internal sealed record RoleChain(RoleChainFault? Fault, IReadOnlyList<string> Untested, IReadOnlyList<string> Undecided)
{
    /// <summary>Examines the chain.</summary>
    /// <param name="aws">Where it is read.</param>
    /// <param name="role">The association's role.</param>
    /// <param name="target">ARN of the target role.</param>
    /// <param name="association">What EKS sends for the association.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<RoleChain> ExamineAsync(
        AwsSession aws, Amazon.IdentityManagement.Model.Role role, string target, TrustContext association, CancellationToken cancellationToken)
    {
        var context = association with { SourceRoleArn = role.Arn };
        var untested = new List<string>();
        RoleChain With(RoleChainFault? fault, IReadOnlyList<string>? undecided = null) => new(fault, untested, undecided ?? []);

        var (exists, trust) = RoleReference.AccountOf(target) == RoleReference.AccountOf(role.Arn)
            ? await ReadTrustAsync(aws, target, cancellationToken).ConfigureAwait(false)
            : (true, null);
        if (!exists)
        {
            return With(new(RoleChainFaultKind.TargetMissing, $"There is no IAM role '{target}' in the account.", "Create the target role, or give the association another one."));
        }

        TrustEvaluation? evaluation = null;
        if (trust is null)
        {
            untested.Add($"The trust policy of target role {target} cannot be read from account {RoleReference.AccountOf(role.Arn)}, so it was not checked. {Needed(role.Arn, context)}");
        }
        else if ((evaluation = TrustEvaluation.Evaluate(trust, context)) is { Allowed: false } refusal)
        {
            return With(new(RoleChainFaultKind.NotTrusted, $"Role {role.Arn} cannot assume target role {target}. {refusal.Explanation}", Needed(role.Arn, context)) { Trust = trust });
        }

        // A trust policy of the same account that names the role itself is enough; the role needs no policy of its own then.
        var isNamed = trust is not null && PolicyReader.Read(trust).Policy!.Statements.Any(s => s.IsAllow && s.Principals?.Any(p => p.Value == role.Arn) == true);
        var fault = await FindDenialAsync(aws, role, target, context, isNamed, untested.Add, cancellationToken).ConfigureAwait(false);
        return With(fault, evaluation?.Undecided);
    }

    private static async Task<RoleChainFault?> FindDenialAsync(
        AwsSession aws, Amazon.IdentityManagement.Model.Role role, string target, TrustContext context, bool isNamed, Action<string> tell, CancellationToken cancellationToken)
    {
        List<string> actions = context.WithoutSessionTags ? ["sts:AssumeRole"] : ["sts:AssumeRole", "sts:TagSession"];
        SimulatePrincipalPolicyResponse simulation;
        try
        {
            simulation = await aws.Iam.SimulatePrincipalPolicyAsync(
                new SimulatePrincipalPolicyRequest { PolicySourceArn = role.Arn, ActionNames = actions, ResourceArns = [target], ContextEntries = Entries(context) },
                cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "AccessDenied" or "AccessDeniedException")
        {
            tell($"Whether the policies of role {role.RoleName} allow {string.Join(" and ", actions)} on {target} was not checked: that takes iam:SimulatePrincipalPolicy on the role.");
            return null;
        }

        foreach (var result in simulation.EvaluationResults.Where(r => r.EvalDecision != PolicyEvaluationDecisionType.Allowed))
        {
            var isDenied = result.EvalDecision == PolicyEvaluationDecisionType.ExplicitDeny;
            if (!isDenied && isNamed)
            {
                continue;
            }

            if (result.MissingContextValues is { Count: > 0 } missing)
            {
                tell($"Whether the policies of role {role.RoleName} allow {result.EvalActionName} on {target} depends on {string.Join(", ", missing)}, which only AWS knows.");
                continue;
            }

            return new(
                isDenied ? RoleChainFaultKind.Denied : RoleChainFaultKind.NotPermitted,
                $"Role {role.Arn} may not do {result.EvalActionName} on target role {target}: {(isDenied ? "a policy denies it" : "no policy of the role allows it")}.",
                isDenied
                    ? $"Take the Deny for {result.EvalActionName} out of the role's policies, permissions boundary or service control policies."
                    : $"Add an inline policy to role {role.RoleName} that allows {string.Join(" and ", actions)} on {target}, with `New-PodIdentityRole {role.RoleName} -InlinePolicy` or `aws iam put-role-policy`.");
        }

        return null;
    }

    /// <summary>Whether the role exists, and its trust policy; null when the caller may not read it.</summary>
    private static async Task<(bool Exists, string? Trust)> ReadTrustAsync(AwsSession aws, string target, CancellationToken cancellationToken)
    {
        try
        {
            var role = await NewRole.FindAsync(aws, RoleReference.NameOf(target), cancellationToken).ConfigureAwait(false);
            return role is not null && role.Arn == target ? (true, NewRole.TrustPolicyOf(role)) : (false, null);
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "AccessDenied" or "AccessDeniedException")
        {
            return (true, null);
        }
    }

    private static string Needed(string roleArn, TrustContext context) => context.WithoutSessionTags
        ? $"It must let {roleArn} do sts:AssumeRole, and should ask for sts:ExternalId '{context.ExternalId}'."
        : $"It must let {roleArn} do sts:AssumeRole and sts:TagSession.";

    private static List<ContextEntry> Entries(TrustContext context)
    {
        List<(string Key, string Value)> keys = [("sts:ExternalId", context.ExternalId)];
        if (!context.WithoutSessionTags)
        {
            keys = [.. context.KnownTags.Select(t => ("aws:PrincipalTag/" + t.Name, t.Value)), .. context.KnownTags.Select(t => ("aws:RequestTag/" + t.Name, t.Value))];
        }

        return [.. keys.Select(k => new ContextEntry { ContextKeyName = k.Key, ContextKeyValues = [k.Value], ContextKeyType = ContextKeyTypeEnum.String })];
    }
}

/// <summary>Why a target role cannot be assumed.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Message">The same, in a sentence that names the roles.</param>
/// <param name="Way">What to do.</param>
internal sealed record RoleChainFault(RoleChainFaultKind Kind, string Message, string Way)
{
    /// <summary>The target's trust policy, where it is what refuses.</summary>
    public string? Trust { get; init; }
}

/// <summary>What can be wrong with a chain of roles.</summary>
internal enum RoleChainFaultKind
{
    /// <summary>The target role does not exist.</summary>
    TargetMissing,

    /// <summary>The target's trust policy does not let the role in.</summary>
    NotTrusted,

    /// <summary>No policy of the role allows it.</summary>
    NotPermitted,

    /// <summary>A policy of the role denies it.</summary>
    Denied,
}
