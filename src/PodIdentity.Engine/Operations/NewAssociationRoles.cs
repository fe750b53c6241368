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
        var chain = await RoleChain.ExamineAsync(aws, role, target, Context(role.Arn, settings), cancellationToken).ConfigureAwait(false);
        foreach (var gap in chain.Untested)
        {
            tell(gap);
        }

        if (chain.Fault is { } fault)
        {
            throw fault.Kind == RoleChainFaultKind.TargetMissing
                ? Errors.RoleNotFound(target)
                : new PodIdentityException("TargetRoleNotAssumable", ErrorKind.InvalidOperation, target, fault.Message, fault.Way);
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
}
