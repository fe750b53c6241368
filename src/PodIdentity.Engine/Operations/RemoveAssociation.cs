using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Deletes an association and waits until it is gone.</summary>
internal static class RemoveAssociation
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    public static async Task<Association?> RunAsync(RemoveAssociationRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        var reference = ClusterReference.Parse(request.ClusterName);
        Require(request);
        using var aws = AwsSession.Open(request.Connection, host, reference.Region);
        if (reference.Arn is not null)
        {
            await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        }

        var found = await FindAsync(aws, reference.Name, request, cancellationToken).ConfigureAwait(false);
        if (found.OwnerArn is not null)
        {
            throw Associations.Owned(found, "[]");
        }

        var account = $"{found.Namespace}/{found.ServiceAccount}";
        if (!await host.ShouldProcessAsync($"association {found.AssociationId} of service account {account} of cluster {reference.Name}", $"Delete it, which takes role {found.RoleArn} from new pods").ConfigureAwait(false))
        {
            return null;
        }

        await Associations.DeleteAsync(aws, reference.Name, found.AssociationId, cancellationToken).ConfigureAwait(false);
        if (!request.NoWait)
        {
            using var deadline = new Deadline(request.Timeout ?? DefaultTimeout, cancellationToken);
            await Associations.WaitUntilGoneAsync(aws, found, host, deadline).ConfigureAwait(false);
        }

        return found.ToResult(aws.Region);
    }

    private static void Require(RemoveAssociationRequest request)
    {
        if (request.Namespace is { } @namespace)
        {
            ObjectName.RequireNamespace(@namespace);
        }

        if (request.ServiceAccount is { } serviceAccount)
        {
            ObjectName.RequireServiceAccount(serviceAccount);
        }

        if (request.AssociationId is { } id)
        {
            Associations.RequireId(id);
        }
        else if (request.Namespace is null || request.ServiceAccount is null)
        {
            throw new PodIdentityException(
                "AssociationNotGiven", ErrorKind.InvalidArgument, null, "No association was given.",
                "Give -AssociationId, or -Namespace and -ServiceAccount, or pipe associations in from Get-PodIdentityAssociation.");
        }
    }

    private static async Task<PodIdentityAssociation> FindAsync(AwsSession aws, string cluster, RemoveAssociationRequest request, CancellationToken cancellationToken)
    {
        if (request.AssociationId is not { } id)
        {
            return await Associations.FindAsync(aws, cluster, request.Namespace!, request.ServiceAccount!, cancellationToken).ConfigureAwait(false)
                ?? throw Errors.AssociationNotFound(cluster, $"{request.Namespace}/{request.ServiceAccount}");
        }

        var found = await Associations.DescribeAsync(aws, cluster, id, cancellationToken).ConfigureAwait(false) ?? throw Errors.AssociationNotFound(cluster, id);
        return (request.Namespace ?? found.Namespace) == found.Namespace && (request.ServiceAccount ?? found.ServiceAccount) == found.ServiceAccount
            ? found
            : throw new PodIdentityException(
                "AssociationMismatch", ErrorKind.InvalidArgument, id,
                $"Association {id} is that of service account {found.Namespace}/{found.ServiceAccount}, not of {request.Namespace ?? found.Namespace}/{request.ServiceAccount ?? found.ServiceAccount}.",
                "Give the id alone, or the service account alone, so that it is clear which association is to go.");
    }
}
