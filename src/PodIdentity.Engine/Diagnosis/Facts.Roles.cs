using Amazon.EKS.Model;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Operations;
using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Diagnosis;

/// <summary>The roles of the association and what they are allowed.</summary>
internal sealed partial class Facts
{
    /// <summary>The association with its role, or null when one of them does not exist; other links tell which.</summary>
    public async Task<Reading<AssociatedRole?>> AssociatedRoleAsync()
    {
        var association = await AssociationAsync().ConfigureAwait(false);
        var role = await RoleAsync().ConfigureAwait(false);
        return association.IsKnown
            ? role.Then(r => association.Value is { } a && r is not null ? new AssociatedRole(a, r, TrustContextOf(a)) : null)
            : Reading.Unknown<AssociatedRole?>(association.Unread!);
    }

    /// <summary>Whether the role may assume the target role; null without a target role.</summary>
    public Task<Reading<RoleChain?>> RoleChainAsync() => OnceAsync("iam:GetRole", async () =>
        (await AssociatedRoleAsync().ConfigureAwait(false)).Value is { Association.TargetRoleArn: { Length: > 0 } target } found
            ? await RoleChain.ExamineAsync(aws, found.Role, target, found.Context, cancellationToken).ConfigureAwait(false)
            : null);

    /// <summary>What IAM's simulator says of the wanted actions, by action in lower case, for the role that pods end up with.</summary>
    public Task<Reading<Dictionary<string, EvaluationResult>>> SimulationAsync() => OnceAsync("iam:SimulatePrincipalPolicy", async () =>
    {
        var results = new Dictionary<string, EvaluationResult>(StringComparer.OrdinalIgnoreCase);
        if ((await AssociatedRoleAsync().ConfigureAwait(false)).Value is not { } found || request.Permission.Count == 0)
        {
            return results;
        }

        var simulation = new SimulatePrincipalPolicyRequest { PolicySourceArn = found.EffectiveRoleArn, ActionNames = [.. request.Permission], ContextEntries = Entries(found) };
        SimulatePrincipalPolicyResponse page;
        do
        {
            page = await aws.Iam.SimulatePrincipalPolicyAsync(simulation, cancellationToken).ConfigureAwait(false);
            foreach (var result in page.EvaluationResults ?? [])
            {
                results[result.EvalActionName] = result;
            }

            simulation.Marker = page.Marker;
        }
        while (page.IsTruncated == true);
        return results;
    });

    /// <summary>The policies of the role that pods end up with, as documents.</summary>
    public Task<Reading<RoleDocuments?>> RoleDocumentsAsync() => OnceAsync(
        "iam:GetRole, iam:ListAttachedRolePolicies, iam:ListRolePolicies, iam:GetRolePolicy, iam:GetPolicy and iam:GetPolicyVersion",
        async () =>
        {
            if ((await AssociatedRoleAsync().ConfigureAwait(false)).Value is not { } found)
            {
                return null;
            }

            var role = found.Association.TargetRoleArn is { Length: > 0 } target ? await NewRole.FindAsync(aws, RoleReference.NameOf(target), cancellationToken).ConfigureAwait(false) : found.Role;
            return role is null ? null : await RoleDocuments.ReadAsync(aws, role, cancellationToken).ConfigureAwait(false);
        });

    private TrustContext TrustContextOf(PodIdentityAssociation association) => new()
    {
        ClusterArn = cluster.Arn,
        ClusterName = cluster.Name,
        Namespace = request.Namespace,
        ServiceAccount = request.ServiceAccount,
        AccountId = cluster.Arn.Split(':')[4],
        AssociationArn = association.AssociationArn,
        WithoutSessionTags = association.DisableSessionTags == true,
    };

    // The pod's own two tags are another for each pod: a policy that asks for them is told to be undecided.
    private static List<ContextEntry> Entries(AssociatedRole found) => found.Context.WithoutSessionTags
        ? []
        : [.. found.Context.KnownTags.Select(t => new ContextEntry { ContextKeyName = "aws:PrincipalTag/" + t.Name, ContextKeyValues = [t.Value], ContextKeyType = ContextKeyTypeEnum.String })];
}

/// <summary>An association and its role.</summary>
/// <param name="Association">The association.</param>
/// <param name="Role">Its own role, not the target role.</param>
/// <param name="Context">What EKS sends when it assumes the role.</param>
internal sealed record AssociatedRole(PodIdentityAssociation Association, Amazon.IdentityManagement.Model.Role Role, TrustContext Context)
{
    /// <summary>The role that pods end up with: the target role where there is one.</summary>
    public string EffectiveRoleArn => Association.TargetRoleArn is { Length: > 0 } target ? target : Role.Arn;
}
