using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Operations;

/// <summary>Makes sure, before anything is written, that pods could assume the roles of an association: its own, and the target role behind it.</summary>
internal sealed class NewAssociationRoles(NewAssociationRequest request, IOperationHost host, AwsSession aws, string cluster)
{
    /// <summary>The association's role, which must be one of the cluster's account.</summary>
    public async Task<Amazon.IdentityManagement.Model.Role> FindAsync(CancellationToken cancellationToken)
    {
        var name = request.RoleArn is { } arn ? RoleReference.NameOf(arn) : request.RoleName!;
        var role = await NewRole.FindAsync(aws, name, cancellationToken).ConfigureAwait(false);
        return role is not null && (request.RoleArn ?? role.Arn) == role.Arn ? role : throw Errors.RoleNotFound(request.RoleArn ?? name);
    }

    /// <summary>Refuses a role whose trust policy does not let EKS Pod Identity in for these pods.</summary>
    public void RequireTrust(Amazon.IdentityManagement.Model.Role role, AssociationSettings settings)
    {
        var trust = NewRole.TrustPolicyOf(role);
        var evaluation = TrustEvaluation.Evaluate(trust, Context(role.Arn, settings));
        if (!evaluation.Allowed)
        {
            throw new PodIdentityException(
                "RoleTrustMissing", ErrorKind.InvalidOperation, role.Arn,
                $"EKS Pod Identity could not assume role '{role.RoleName}' for service account {request.Namespace}/{request.ServiceAccount}. {evaluation.Explanation}",
                Way(role.RoleName, evaluation, settings));
        }

        foreach (var condition in evaluation.Undecided)
        {
            host.WriteVerbose($"The trust policy of role '{role.RoleName}' has a condition that could not be checked. {condition}");
        }
    }

    /// <summary>
    /// Checks that the role may assume the target role. What cannot be read from this account is told to the user, for whom a chain that does not
    /// work would otherwise show only in the pod.
    /// </summary>
    /// <param name="role">The association's role.</param>
    /// <param name="settings">The association to be.</param>
    /// <param name="tell">Takes what could not be checked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RequireChainAsync(Amazon.IdentityManagement.Model.Role role, AssociationSettings settings, Action<string> tell, CancellationToken cancellationToken)
    {
        var target = settings.TargetRoleArn!;
        var context = Context(role.Arn, settings) with { SourceRoleArn = role.Arn };
        var trust = RoleReference.AccountOf(target) == RoleReference.AccountOf(role.Arn)
            ? await ReadTrustAsync(target, cancellationToken).ConfigureAwait(false)
            : null;
        if (trust is null)
        {
            tell($"The trust policy of target role {target} cannot be read from account {RoleReference.AccountOf(role.Arn)}, so it was not checked. {Needed(role.Arn, context)}");
        }
        else if (TrustEvaluation.Evaluate(trust, context) is { Allowed: false } refusal)
        {
            throw ChainBroken(target, $"Role {role.Arn} cannot assume target role {target}. {refusal.Explanation}", Needed(role.Arn, context));
        }

        // A trust policy of the same account that names the role itself is enough; the role needs no policy of its own then.
        var isNamed = trust is not null && PolicyReader.Read(trust).Policy!.Statements.Any(s => s.IsAllow && s.Principals?.Any(p => p.Value == role.Arn) == true);
        await RequirePermissionAsync(role, target, context, isNamed, tell, cancellationToken).ConfigureAwait(false);
    }

    private async Task RequirePermissionAsync(
        Amazon.IdentityManagement.Model.Role role, string target, TrustContext context, bool isNamed, Action<string> tell, CancellationToken cancellationToken)
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
            return;
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

            throw ChainBroken(
                target,
                $"Role {role.Arn} may not do {result.EvalActionName} on target role {target}: {(isDenied ? "a policy denies it" : "no policy of the role allows it")}.",
                isDenied
                    ? $"Take the Deny for {result.EvalActionName} out of the role's policies, permissions boundary or service control policies."
                    : $"Add an inline policy to role {role.RoleName} that allows {string.Join(" and ", actions)} on {target}, with `New-PodIdentityRole {role.RoleName} -InlinePolicy` or `aws iam put-role-policy`.");
        }
    }

    /// <summary>Null when the caller may not read it.</summary>
    private async Task<string?> ReadTrustAsync(string target, CancellationToken cancellationToken)
    {
        try
        {
            var role = await NewRole.FindAsync(aws, RoleReference.NameOf(target), cancellationToken).ConfigureAwait(false);
            return role is not null && role.Arn == target ? NewRole.TrustPolicyOf(role) : throw Errors.RoleNotFound(target);
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "AccessDenied" or "AccessDeniedException")
        {
            return null;
        }
    }

    private TrustContext Context(string roleArn, AssociationSettings settings)
    {
        // EKS takes only roles of the cluster's account.
        var account = RoleReference.AccountOf(roleArn);
        return new TrustContext
        {
            ClusterArn = $"arn:{aws.Partition}:eks:{aws.Region}:{account}:cluster/{cluster}",
            ClusterName = cluster,
            Namespace = request.Namespace,
            ServiceAccount = request.ServiceAccount,
            AccountId = account,
            WithoutSessionTags = settings.DisableSessionTag,
        };
    }

    private static string Way(string name, TrustEvaluation evaluation, AssociationSettings settings) =>
        evaluation.Statements.Any(s => s.Outcome == TrustOutcome.Denies) ? $"Take the Deny out of the trust policy of role '{name}', or choose another role."
        : evaluation.Statements.Any(s => s.Outcome == TrustOutcome.ConditionFails)
            ? $"Change the condition in the trust policy of role '{name}'{(settings.DisableSessionTag ? " or leave session tags on (-DisableSessionTag:$false)" : "")}, or choose another role."
            : $"Run `New-PodIdentityRole {name} -Force`, which adds the statement and leaves all else in the policy.";

    private static string Needed(string roleArn, TrustContext context) => context.WithoutSessionTags
        ? $"It must let {roleArn} do sts:AssumeRole, and should ask for sts:ExternalId '{context.ExternalId}'."
        : $"It must let {roleArn} do sts:AssumeRole and sts:TagSession.";

    private static List<ContextEntry> Entries(TrustContext context)
    {
        List<(string Key, string Value)> keys = [("sts:ExternalId", context.ExternalId)];
        if (!context.WithoutSessionTags)
        {
            (string Name, string Value)[] tags =
            [
                (SessionTags.ClusterArn, context.ClusterArn), (SessionTags.ClusterName, context.ClusterName),
                (SessionTags.Namespace, context.Namespace), (SessionTags.ServiceAccount, context.ServiceAccount),
            ];
            keys = [.. tags.Select(t => ("aws:PrincipalTag/" + t.Name, t.Value)), .. tags.Select(t => ("aws:RequestTag/" + t.Name, t.Value))];
        }

        return [.. keys.Select(k => new ContextEntry { ContextKeyName = k.Key, ContextKeyValues = [k.Value], ContextKeyType = ContextKeyTypeEnum.String })];
    }

    private static PodIdentityException ChainBroken(string target, string message, string way) => new("TargetRoleNotAssumable", ErrorKind.InvalidOperation, target, message, way);
}
