using Amazon.EKS.Model;

namespace PodIdentity.Engine.Aws;

/// <summary>What EKS says of a cluster.</summary>
internal static class EksCluster
{
    /// <summary>Reads the cluster. Throws <c>PodIdentity.ClusterNotFound</c>, and <c>PodIdentity.ClusterNotReady</c> while it has no API server to talk to.</summary>
    public static async Task<Cluster> DescribeAsync(AwsSession aws, ClusterReference reference, CancellationToken cancellationToken)
    {
        var cluster = await ReadAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        return cluster.HasApiServer() ? cluster : throw new PodIdentityException(
            "ClusterNotReady",
            ErrorKind.ResourceUnavailable,
            cluster.Name,
            $"Cluster '{cluster.Name}' is {cluster.Status?.Value ?? "without a status"} and has no API server yet.",
            $"Wait for it with `aws eks wait cluster-active --name {cluster.Name}`, then run the command again.");
    }

    /// <summary>Reads the cluster, in whatever state. Throws <c>PodIdentity.ClusterNotFound</c>.</summary>
    public static async Task<Cluster> ReadAsync(AwsSession aws, ClusterReference reference, CancellationToken cancellationToken)
    {
        var clusterName = reference.Name;
        Cluster cluster;
        try
        {
            var response = await aws.Eks.DescribeClusterAsync(new DescribeClusterRequest { Name = clusterName }, cancellationToken).ConfigureAwait(false);
            cluster = response.Cluster;
        }
        catch (ResourceNotFoundException e)
        {
            throw Errors.ClusterNotFound(clusterName, aws.Region, e);
        }

        if (reference.Arn is { } arn && cluster.Arn != arn)
        {
            // A cluster of the same name in the caller's own account is not the one that was meant.
            throw Errors.ClusterNotFound(arn, aws.Region);
        }

        return cluster;
    }

    /// <summary>Whether EKS tells of an API server to talk to.</summary>
    public static bool HasApiServer(this Cluster cluster) => !string.IsNullOrEmpty(cluster.Endpoint) && cluster.CertificateAuthority?.Data is not null;

    /// <summary>Whether EKS Auto Mode runs the nodes; the agent is built into those.</summary>
    public static bool IsAutoMode(this Cluster cluster) => cluster.ComputeConfig?.Enabled == true;
}
