using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Operations;

/// <summary>Lists associations with their details.</summary>
internal static class GetAssociations
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

        if (request.AssociationId is { } id)
        {
            // What is asked for by its id has to be there; a filter may leave nothing.
            var found = await Associations.DescribeAsync(aws, reference.Name, id, cancellationToken).ConfigureAwait(false)
                ?? throw Errors.AssociationNotFound(reference.Name, id);
            if (Passes(found, request))
            {
                yield return found.ToResult(aws.Region);
            }

            yield break;
        }

        await foreach (var association in DescribeAllAsync(aws, reference.Name, request, cancellationToken).ConfigureAwait(false))
        {
            if (Passes(association, request))
            {
                yield return association.ToResult(aws.Region);
            }
        }
    }

    /// <summary>Reads details while further pages arrive, and gives each on as soon as it is there.</summary>
    private static async IAsyncEnumerable<PodIdentityAssociation> DescribeAllAsync(
        AwsSession aws, string cluster, GetAssociationsRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var described = Channel.CreateUnbounded<PodIdentityAssociation>(new UnboundedChannelOptions { SingleReader = true });
        var reading = Task.Run(
            async () =>
            {
                try
                {
                    await Parallel.ForEachAsync(
                        Associations.ListAsync(aws, cluster, request.Namespace, request.ServiceAccount, end.Token),
                        new ParallelOptions { MaxDegreeOfParallelism = ParallelDescribes, CancellationToken = end.Token },
                        async (summary, token) =>
                        {
                            // One that was deleted since it was listed is none.
                            if (await Associations.DescribeAsync(aws, cluster, summary.AssociationId, token).ConfigureAwait(false) is { } found)
                            {
                                described.Writer.TryWrite(found);
                            }
                        }).ConfigureAwait(false);
                    described.Writer.Complete();
                }
                catch (Exception e)
                {
                    described.Writer.Complete(e);
                }
            },
            CancellationToken.None);
        try
        {
            await foreach (var association in described.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return association;
            }
        }
        finally
        {
            // The reader may have had enough before the end of the list.
            await end.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    private static bool Passes(PodIdentityAssociation association, GetAssociationsRequest request) =>
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

        if (request.RoleArn is { } arn)
        {
            RoleReference.RequireArn(arn, "RoleArn");
        }

        if (request.RoleName is { } name)
        {
            RoleReference.RequireName(name);
        }

        if (request.AssociationId is { } id)
        {
            Associations.RequireId(id);
        }
    }
}
