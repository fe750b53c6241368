using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.IdentityManagement.Model;

/// <summary>Parameters of CreateRole.</summary>
public partial class CreateRoleRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Path in the account, <c>/</c> by default.</summary>
    public string Path { get; set; }

    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Trust policy (JSON).</summary>
    public string AssumeRolePolicyDocument { get; set; }

    /// <summary>Description.</summary>
    public string Description { get; set; }

    /// <summary>Longest session, in seconds (3600 to 43200).</summary>
    public int? MaxSessionDuration { get; set; }

    /// <summary>ARN of the policy that bounds the permissions.</summary>
    public string PermissionsBoundary { get; set; }

    /// <summary>Tags.</summary>
    public List<Tag> Tags { get; set; } = Initially.Empty<List<Tag>>();
}

/// <summary>Answer to CreateRole.</summary>
public partial class CreateRoleResponse : AmazonWebServiceResponse
{
    /// <summary>The role.</summary>
    public Role Role { get; set; }
}

/// <summary>Parameters of GetRole.</summary>
public partial class GetRoleRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }
}

/// <summary>Answer to GetRole.</summary>
public partial class GetRoleResponse : AmazonWebServiceResponse
{
    /// <summary>The role.</summary>
    public Role Role { get; set; }
}

/// <summary>Parameters of ListRoles.</summary>
public partial class ListRolesRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Only entries whose path begins so.</summary>
    public string PathPrefix { get; set; }

    /// <summary>Where the next page begins.</summary>
    public string Marker { get; set; }

    /// <summary>At most this many entries a page (1 to 1000, 100 by default).</summary>
    public int? MaxItems { get; set; }
}

/// <summary>Answer to ListRoles.</summary>
public partial class ListRolesResponse : AmazonWebServiceResponse
{
    /// <summary>The roles.</summary>
    public List<Role> Roles { get; set; } = Initially.Empty<List<Role>>();

    /// <summary>Whether there are more pages.</summary>
    public bool? IsTruncated { get; set; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string Marker { get; set; }
}

/// <summary>Parameters of DeleteRole.</summary>
public partial class DeleteRoleRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }
}

/// <summary>Answer to DeleteRole.</summary>
public partial class DeleteRoleResponse : AmazonWebServiceResponse;

/// <summary>Parameters of UpdateRole.</summary>
public partial class UpdateRoleRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Description.</summary>
    public string Description { get; set; }

    /// <summary>Longest session, in seconds (3600 to 43200).</summary>
    public int? MaxSessionDuration { get; set; }
}

/// <summary>Answer to UpdateRole.</summary>
public partial class UpdateRoleResponse : AmazonWebServiceResponse;

/// <summary>Parameters of UpdateAssumeRolePolicy.</summary>
public partial class UpdateAssumeRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>The policy (JSON).</summary>
    public string PolicyDocument { get; set; }
}

/// <summary>Answer to UpdateAssumeRolePolicy.</summary>
public partial class UpdateAssumeRolePolicyResponse : AmazonWebServiceResponse;

/// <summary>Parameters of ListInstanceProfilesForRole.</summary>
public partial class ListInstanceProfilesForRoleRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Where the next page begins.</summary>
    public string Marker { get; set; }

    /// <summary>At most this many entries a page (1 to 1000, 100 by default).</summary>
    public int? MaxItems { get; set; }
}

/// <summary>Answer to ListInstanceProfilesForRole.</summary>
public partial class ListInstanceProfilesForRoleResponse : AmazonWebServiceResponse
{
    /// <summary>Instance profiles that hold the role.</summary>
    public List<InstanceProfile> InstanceProfiles { get; set; } = Initially.Empty<List<InstanceProfile>>();

    /// <summary>Whether there are more pages.</summary>
    public bool? IsTruncated { get; set; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string Marker { get; set; }
}
