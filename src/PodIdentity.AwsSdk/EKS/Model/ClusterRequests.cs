using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.EKS.Model;

/// <summary>Parameters of ListClusters.</summary>
public partial class ListClustersRequest : AmazonEKSRequest
{
    /// <summary>At most this many entries a page; the service caps it at 100.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where the next page begins; null when there is none.</summary>
    public string NextToken { get; set; }

    /// <summary>Pass <c>all</c> to list registered external clusters too.</summary>
    public List<string> Include { get; set; } = Initially.Empty<List<string>>();
}

/// <summary>Answer to ListClusters.</summary>
public partial class ListClustersResponse : AmazonWebServiceResponse
{
    /// <summary>Names of the clusters of this page.</summary>
    public List<string> Clusters { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Where the next page begins; null when there is none.</summary>
    public string NextToken { get; set; }
}

/// <summary>Parameters of DescribeCluster.</summary>
public partial class DescribeClusterRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string Name { get; set; }
}

/// <summary>Answer to DescribeCluster.</summary>
public partial class DescribeClusterResponse : AmazonWebServiceResponse
{
    /// <summary>The cluster.</summary>
    public Cluster Cluster { get; set; }
}
