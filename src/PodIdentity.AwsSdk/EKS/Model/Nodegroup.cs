using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.EKS.Model;

/// <summary>Parameters of DescribeNodegroup.</summary>
public partial class DescribeNodegroupRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Name of the node group.</summary>
    public string NodegroupName { get; set; }
}

/// <summary>Answer to DescribeNodegroup.</summary>
public partial class DescribeNodegroupResponse : AmazonWebServiceResponse
{
    /// <summary>The node group.</summary>
    public Nodegroup Nodegroup { get; set; }
}

/// <summary>Parameters of ListNodegroups.</summary>
public partial class ListNodegroupsRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>At most this many entries a page; the service caps it at 100.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where the next page begins; null when there is none.</summary>
    public string NextToken { get; set; }
}

/// <summary>Answer to ListNodegroups.</summary>
public partial class ListNodegroupsResponse : AmazonWebServiceResponse
{
    /// <summary>Names of the node groups of this page.</summary>
    public List<string> Nodegroups { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Where the next page begins; null when there is none.</summary>
    public string NextToken { get; set; }
}

/// <summary>A managed node group.</summary>
public partial class Nodegroup
{
    /// <summary>Name of the node group.</summary>
    public string NodegroupName { get; set; }

    /// <summary>ARN of the node group.</summary>
    public string NodegroupArn { get; set; }

    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Kubernetes version of the nodes.</summary>
    public string Version { get; set; }

    /// <summary>Version of the AMI.</summary>
    public string ReleaseVersion { get; set; }

    /// <summary>When it was created, UTC.</summary>
    public DateTime? CreatedAt { get; set; }

    /// <summary>When it was last changed, UTC.</summary>
    public DateTime? ModifiedAt { get; set; }

    /// <summary>Its state.</summary>
    public NodegroupStatus Status { get; set; }

    /// <summary>How many nodes it has.</summary>
    public NodegroupScalingConfig ScalingConfig { get; set; }

    /// <summary>Instance types in use.</summary>
    public List<string> InstanceTypes { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Subnets of the nodes.</summary>
    public List<string> Subnets { get; set; } = Initially.Empty<List<string>>();

    /// <summary>ARN of the role of the nodes.</summary>
    public string NodeRole { get; set; }

    /// <summary>Labels of the nodes.</summary>
    public Dictionary<string, string> Labels { get; set; } = Initially.Empty<Dictionary<string, string>>();

    /// <summary>What the service finds wrong with it.</summary>
    public NodegroupHealth Health { get; set; }

    /// <summary>Tags by key.</summary>
    public Dictionary<string, string> Tags { get; set; } = Initially.Empty<Dictionary<string, string>>();
}

/// <summary>Size of a node group.</summary>
public partial class NodegroupScalingConfig
{
    /// <summary>Fewest nodes.</summary>
    public int? MinSize { get; set; }

    /// <summary>Most nodes.</summary>
    public int? MaxSize { get; set; }

    /// <summary>Nodes wanted now.</summary>
    public int? DesiredSize { get; set; }
}

/// <summary>What the service finds wrong with a node group.</summary>
public partial class NodegroupHealth
{
    /// <summary>The issues; empty when healthy.</summary>
    public List<Issue> Issues { get; set; } = Initially.Empty<List<Issue>>();
}

/// <summary>One thing wrong with a node group.</summary>
public partial class Issue
{
    /// <summary>What is wrong, as a code.</summary>
    public NodegroupIssueCode Code { get; set; }

    /// <summary>What is wrong, in words.</summary>
    public string Message { get; set; }

    /// <summary>Resources that the issue is about.</summary>
    public List<string> ResourceIds { get; set; } = Initially.Empty<List<string>>();
}
