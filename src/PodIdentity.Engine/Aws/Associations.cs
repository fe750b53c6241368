using System.Runtime.CompilerServices;
using Amazon.EKS.Model;

namespace PodIdentity.Engine.Aws;

/// <summary>Reading pod identity associations.</summary>
internal static class Associations
{
    /// <summary>All summaries that pass EKS's own filters, page by page. EKS leaves the role out of them.</summary>
    public static async IAsyncEnumerable<PodIdentityAssociationSummary> ListAsync(
        AwsSession aws,
        string clusterName,
        string? @namespace,
        string? serviceAccount,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListPodIdentityAssociationsRequest { ClusterName = clusterName, Namespace = @namespace, ServiceAccount = serviceAccount };
        do
        {
            ListPodIdentityAssociationsResponse page;
            try
            {
                page = await aws.Eks.ListPodIdentityAssociationsAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (ResourceNotFoundException e)
            {
                throw Errors.ClusterNotFound(clusterName, aws.Region, e);
            }

            foreach (var summary in page.Associations ?? [])
            {
                yield return summary;
            }

            request.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }

    /// <summary>The one association of a service account, or null: EKS allows no second.</summary>
    public static async Task<PodIdentityAssociation?> FindAsync(AwsSession aws, string clusterName, string @namespace, string serviceAccount, CancellationToken cancellationToken)
    {
        await foreach (var summary in ListAsync(aws, clusterName, @namespace, serviceAccount, cancellationToken).ConfigureAwait(false))
        {
            if (await DescribeAsync(aws, clusterName, summary.AssociationId, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The details, or null when the association is gone.</summary>
    public static async Task<PodIdentityAssociation?> DescribeAsync(AwsSession aws, string clusterName, string associationId, CancellationToken cancellationToken)
    {
        try
        {
            var response = await aws.Eks.DescribePodIdentityAssociationAsync(
                new DescribePodIdentityAssociationRequest { ClusterName = clusterName, AssociationId = associationId },
                cancellationToken).ConfigureAwait(false);
            return response.Association;
        }
        catch (ResourceNotFoundException e) when (!e.Message.StartsWith("No cluster found", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        catch (ResourceNotFoundException e)
        {
            throw Errors.ClusterNotFound(clusterName, aws.Region, e);
        }
    }

    /// <summary>The record that users see.</summary>
    public static Association ToResult(this PodIdentityAssociation association, string region) => new()
    {
        ClusterName = association.ClusterName,
        Region = region,
        Namespace = association.Namespace,
        ServiceAccount = association.ServiceAccount,
        RoleArn = association.RoleArn,
        RoleName = RoleReference.NameOf(association.RoleArn),
        AssociationId = association.AssociationId,
        AssociationArn = association.AssociationArn,
        TargetRoleArn = association.TargetRoleArn,
        ExternalId = association.ExternalId,
        DisableSessionTag = association.DisableSessionTags == true,
        Policy = association.Policy,
        Tag = association.Tags ?? [],
        OwnerArn = association.OwnerArn,
        CreatedAt = association.CreatedAt,
        ModifiedAt = association.ModifiedAt,
    };
}
