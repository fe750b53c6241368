using Amazon.EKS.Model;
using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Decides whether a role may go, and removes it with all that hangs on it.</summary>
internal sealed class RoleRemoval(AwsSession aws, Amazon.IdentityManagement.Model.Role role)
{
    private const int ParallelDescribes = 16;

    /// <summary>Somebody else deleted the role first.</summary>
    public bool WasGone { get; private set; }

    /// <summary>Why the role has to stay, or null. Only roles that this module made and that nothing uses any more go.</summary>
    public async Task<string?> WhyKeepAsync(string cluster, RemoveSetupRequest request, CancellationToken cancellationToken)
    {
        if (!Ownership.IsOurs(NewRole.TagsOf(role)))
        {
            return $"This module did not create it (it has no tag {Ownership.Tag}).";
        }

        if ((await RolePolicies.ListInstanceProfilesAsync(aws, role.RoleName, cancellationToken).ConfigureAwait(false)) is [var profile, ..])
        {
            return $"Instance profile {profile} holds it.";
        }

        return await FindUserAsync(cluster, request, cancellationToken).ConfigureAwait(false) is { } user
            ? $"Association {user.AssociationId} of {user.Namespace}/{user.ServiceAccount} in cluster {user.ClusterName} uses it."
            : null;
    }

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var policy in await RolePolicies.ListAttachedAsync(aws, role.RoleName, cancellationToken).ConfigureAwait(false))
            {
                await IfThereAsync(() => aws.Iam.DetachRolePolicyAsync(new DetachRolePolicyRequest { RoleName = role.RoleName, PolicyArn = policy }, cancellationToken)).ConfigureAwait(false);
            }

            foreach (var policy in await RolePolicies.ListInlineAsync(aws, role.RoleName, cancellationToken).ConfigureAwait(false))
            {
                await IfThereAsync(() => aws.Iam.DeleteRolePolicyAsync(new DeleteRolePolicyRequest { RoleName = role.RoleName, PolicyName = policy }, cancellationToken)).ConfigureAwait(false);
            }

            await DeleteRoleAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NoSuchEntityException)
        {
            WasGone = true;
        }
    }

    /// <summary>A policy that somebody else took off meanwhile is as good as one taken off here.</summary>
    private static async Task IfThereAsync(Func<Task> remove)
    {
        try
        {
            await remove().ConfigureAwait(false);
        }
        catch (NoSuchEntityException)
        {
            // If it was the role that is gone, the next call says so.
        }
    }

    // IAM may not have seen the detachments yet.
    private async Task DeleteRoleAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(TimeSpan.FromSeconds(30), cancellationToken);
        var backoff = Backoff.ForAws();
        while (true)
        {
            try
            {
                await aws.Iam.DeleteRoleAsync(new DeleteRoleRequest { RoleName = role.RoleName }, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (DeleteConflictException) when (!deadline.HasPassed)
            {
                await backoff.PauseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>An association of any cluster of the region that uses the role, other than the one being removed.</summary>
    private async Task<PodIdentityAssociation?> FindUserAsync(string cluster, RemoveSetupRequest request, CancellationToken cancellationToken)
    {
        var clusters = new ListClustersRequest();
        do
        {
            var page = await aws.Eks.ListClustersAsync(clusters, cancellationToken).ConfigureAwait(false);
            foreach (var name in page.Clusters ?? [])
            {
                if (await FindUserInAsync(name, a => !(name == cluster && a.Namespace == request.Namespace && a.ServiceAccount == request.ServiceAccount), cancellationToken).ConfigureAwait(false) is { } user)
                {
                    return user;
                }
            }

            clusters.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(clusters.NextToken));
        return null;
    }

    private async Task<PodIdentityAssociation?> FindUserInAsync(string cluster, Func<PodIdentityAssociationSummary, bool> counts, CancellationToken cancellationToken)
    {
        PodIdentityAssociation? user = null;
        using var found = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Parallel.ForEachAsync(
                Associations.ListAsync(aws, cluster, null, null, cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = ParallelDescribes, CancellationToken = found.Token },
                async (summary, token) =>
                {
                    if (counts(summary)
                        && await Associations.DescribeAsync(aws, cluster, summary.AssociationId, token).ConfigureAwait(false) is { } association
                        && (association.RoleArn == role.Arn || association.TargetRoleArn == role.Arn))
                    {
                        user = association;
                        await found.CancelAsync().ConfigureAwait(false);
                    }
                }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (user is not null)
        {
            // Found one; the rest need not be read.
        }

        return user;
    }
}
