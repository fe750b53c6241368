using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.IdentityManagement.Model;

/// <summary>Parameters of TagRole.</summary>
public partial class TagRoleRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Tags to add or overwrite.</summary>
    public List<Tag> Tags { get; set; } = Initially.Empty<List<Tag>>();
}

/// <summary>Answer to TagRole.</summary>
public partial class TagRoleResponse : AmazonWebServiceResponse;

/// <summary>Parameters of UntagRole.</summary>
public partial class UntagRoleRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Keys of the tags to remove.</summary>
    public List<string> TagKeys { get; set; } = Initially.Empty<List<string>>();
}

/// <summary>Answer to UntagRole.</summary>
public partial class UntagRoleResponse : AmazonWebServiceResponse;

/// <summary>Parameters of ListRoleTags.</summary>
public partial class ListRoleTagsRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Where the next page begins.</summary>
    public string Marker { get; set; }

    /// <summary>At most this many entries a page (1 to 1000, 100 by default).</summary>
    public int? MaxItems { get; set; }
}

/// <summary>Answer to ListRoleTags.</summary>
public partial class ListRoleTagsResponse : AmazonWebServiceResponse
{
    /// <summary>Tags.</summary>
    public List<Tag> Tags { get; set; } = Initially.Empty<List<Tag>>();

    /// <summary>Whether there are more pages.</summary>
    public bool? IsTruncated { get; set; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string Marker { get; set; }
}
