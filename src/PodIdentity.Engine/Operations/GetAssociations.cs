using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Operations;

/// <summary>Lists associations with their details.</summary>
internal static partial class GetAssociations
{
    // EKS's lists leave the role out, so each association costs a request of its own.
    private const int ParallelDescribes = 16;

    public static async IAsyncEnumerable<Association> RunAsync(GetAssociationsRequest request, IOperationHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reference = ClusterReference.Parse(request.ClusterName);
        Require(request);
        using var aws = AwsSession.Open(request.Connection, host, reference.Region);
        if (reference.Arn is not null)
        {
            await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        }

        host.WriteVerbose($"Listing the pod identity associations of cluster {reference.Name} in {aws.Region}.");

        var details = request.AssociationId is { } id
            ? One(aws, reference.Name, id, cancellationToken)
            : AllAsync(aws, reference.Name, request, cancellationToken);
        await foreach (var association in details.ConfigureAwait(false))
        {
            if (Passes(association, request))
            {
                yield return association.ToResult(aws.Region);
            }
        }
    }

    private static async IAsyncEnumerable<Amazon.EKS.Model.PodIdentityAssociation> One(AwsSession aws, string cluster, string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await Associations.DescribeAsync(aws, cluster, id, cancellationToken).ConfigureAwait(false) is { } found)
        {
            yield return found;
        }
    }

    /// <summary>Reads details while further pages arrive, in the order of the list.</summary>
    private static async IAsyncEnumerable<Amazon.EKS.Model.PodIdentityAssociation> AllAsync(
        AwsSession aws, string cluster, GetAssociationsRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pending = new Queue<Task<Amazon.EKS.Model.PodIdentityAssociation?>>();
        await foreach (var summary in Associations.ListAsync(aws, cluster, request.Namespace, request.ServiceAccount, cancellationToken).ConfigureAwait(false))
        {
            pending.Enqueue(Associations.DescribeAsync(aws, cluster, summary.AssociationId, cancellationToken));
            if (pending.Count >= ParallelDescribes && await pending.Dequeue().ConfigureAwait(false) is { } first)
            {
                yield return first;
            }
        }

        while (pending.TryDequeue(out var next))
        {
            if (await next.ConfigureAwait(false) is { } found)
            {
                yield return found;
            }
        }
    }

    private static bool Passes(Amazon.EKS.Model.PodIdentityAssociation association, GetAssociationsRequest request) =>
        (request.Namespace is null || association.Namespace == request.Namespace)
        && (request.ServiceAccount is null || association.ServiceAccount == request.ServiceAccount)
        && (request.RoleArn is null || association.RoleArn == request.RoleArn)
        && (request.RoleName is null || RoleReference.NameOf(association.RoleArn) == request.RoleName);

    private static void Require(GetAssociationsRequest request)
    {
        if (request.Namespace is { } @namespace)
        {
            ObjectName.RequireNamespace(@namespace);
        }

        if (request.ServiceAccount is { } serviceAccount)
        {
            ObjectName.RequireServiceAccount(serviceAccount);
        }

        var id = request.AssociationId;
        if (id is not null && !IdPattern().IsMatch(id))
        {
            throw Errors.Invalid("AssociationId", id, "the id of an association", "Give it as `a-` and 17 letters and digits, as `Get-PodIdentityAssociation` shows it.");
        }
    }

    [GeneratedRegex(@"\Aa-[a-z0-9]{17}\z")]
    private static partial Regex IdPattern();
}
