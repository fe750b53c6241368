using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Amazon.EKS.Model;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Aws;

/// <summary>Reading and deleting pod identity associations.</summary>
internal static partial class Associations
{
    /// <summary>Refuses what EKS would refuse as an id.</summary>
    public static string RequireId(string id) => IdPattern().IsMatch(id)
        ? id
        : throw Errors.Invalid("AssociationId", id, "the id of an association", "Give it as `a-` and 17 letters and digits, as `Get-PodIdentityAssociation` shows it.");

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

    /// <summary>Deletes the association; one that is gone already is fine.</summary>
    public static async Task DeleteAsync(AwsSession aws, string clusterName, string associationId, CancellationToken cancellationToken)
    {
        try
        {
            await aws.Eks.DeletePodIdentityAssociationAsync(
                new DeletePodIdentityAssociationRequest { ClusterName = clusterName, AssociationId = associationId }, cancellationToken).ConfigureAwait(false);
        }
        catch (ResourceNotFoundException)
        {
            // Somebody was quicker.
        }
    }

    /// <summary>Polls until EKS no longer knows the association: only then can the service account be associated anew.</summary>
    public static async Task WaitUntilGoneAsync(AwsSession aws, PodIdentityAssociation association, IOperationHost host, Deadline deadline)
    {
        var activity = $"Waiting until association {association.AssociationId} is gone";
        var backoff = Backoff.ForAws();
        try
        {
            while (await DescribeAsync(aws, association.ClusterName, association.AssociationId, deadline.Token).ConfigureAwait(false) is not null)
            {
                host.WriteProgress(new OperationProgress(activity, "EKS still shows it", deadline.PercentUsed));
                await backoff.PauseAsync(deadline.Token).ConfigureAwait(false);
            }
        }
        catch (Exception) when (deadline.HasPassed)
        {
            throw Errors.TimedOut(
                $"The end of association {association.AssociationId}", association.AssociationArn, deadline.Timeout, "EKS still shows it",
                "EKS accepted the deletion. Run the command again to go on waiting, with a longer -TimeoutSec if need be; -NoWait does not wait.");
        }
        finally
        {
            host.WriteProgress(new OperationProgress(activity, "Done", 100, Completed: true));
        }
    }

    /// <summary>The error for an association that only its add-on may change.</summary>
    /// <param name="association">The association.</param>
    /// <param name="associations">What the add-on is to be given, in the CLI's short form: a service account and a role, or <c>[]</c>.</param>
    public static PodIdentityException Owned(PodIdentityAssociation association, string associations)
    {
        // arn:<partition>:eks:<region>:<account>:addon/<cluster>/<add-on>/<id>
        var parts = association.OwnerArn.Split('/');
        var addon = parts.Length >= 3 ? parts[2] : "<add-on>";
        return new PodIdentityException(
            "AssociationOwned",
            ErrorKind.InvalidOperation,
            association.AssociationId,
            $"Association {association.AssociationId} of service account {association.Namespace}/{association.ServiceAccount} belongs to add-on {association.OwnerArn}, which alone may change it.",
            $"Change it through the add-on: `aws eks update-addon --cluster-name {association.ClusterName} --addon-name {addon} --pod-identity-associations {associations}` (the list replaces all associations of the add-on).");
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

    [GeneratedRegex(@"\Aa-[a-z0-9]{17}\z")]
    private static partial Regex IdPattern();
}
