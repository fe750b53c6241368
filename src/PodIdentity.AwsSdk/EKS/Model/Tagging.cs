using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.EKS.Model;

/// <summary>Parameters of TagResource.</summary>
public partial class TagResourceRequest : AmazonEKSRequest
{
    /// <summary>ARN of the resource.</summary>
    public string ResourceArn { get; set; }

    /// <summary>Tags by key.</summary>
    public Dictionary<string, string> Tags { get; set; } = Initially.Empty<Dictionary<string, string>>();
}

/// <summary>Answer to TagResource.</summary>
public partial class TagResourceResponse : AmazonWebServiceResponse;

/// <summary>Parameters of UntagResource.</summary>
public partial class UntagResourceRequest : AmazonEKSRequest
{
    /// <summary>ARN of the resource.</summary>
    public string ResourceArn { get; set; }

    /// <summary>Keys of the tags to remove.</summary>
    public List<string> TagKeys { get; set; } = Initially.Empty<List<string>>();
}

/// <summary>Answer to UntagResource.</summary>
public partial class UntagResourceResponse : AmazonWebServiceResponse;

/// <summary>Parameters of ListTagsForResource.</summary>
public partial class ListTagsForResourceRequest : AmazonEKSRequest
{
    /// <summary>ARN of the resource.</summary>
    public string ResourceArn { get; set; }
}

/// <summary>Answer to ListTagsForResource.</summary>
public partial class ListTagsForResourceResponse : AmazonWebServiceResponse
{
    /// <summary>Tags by key.</summary>
    public Dictionary<string, string> Tags { get; set; } = Initially.Empty<Dictionary<string, string>>();
}
