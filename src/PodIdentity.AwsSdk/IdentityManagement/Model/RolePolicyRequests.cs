using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.IdentityManagement.Model;

/// <summary>Parameters of AttachRolePolicy.</summary>
public partial class AttachRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>ARN of the managed policy.</summary>
    public string PolicyArn { get; set; }
}

/// <summary>Answer to AttachRolePolicy.</summary>
public partial class AttachRolePolicyResponse : AmazonWebServiceResponse;

/// <summary>Parameters of DetachRolePolicy.</summary>
public partial class DetachRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>ARN of the managed policy.</summary>
    public string PolicyArn { get; set; }
}

/// <summary>Answer to DetachRolePolicy.</summary>
public partial class DetachRolePolicyResponse : AmazonWebServiceResponse;

/// <summary>Parameters of ListAttachedRolePolicies.</summary>
public partial class ListAttachedRolePoliciesRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Only entries whose path begins so.</summary>
    public string PathPrefix { get; set; }

    /// <summary>Where the next page begins.</summary>
    public string Marker { get; set; }

    /// <summary>At most this many entries a page (1 to 1000, 100 by default).</summary>
    public int? MaxItems { get; set; }
}

/// <summary>Answer to ListAttachedRolePolicies.</summary>
public partial class ListAttachedRolePoliciesResponse : AmazonWebServiceResponse
{
    /// <summary>Managed policies attached to the role.</summary>
    public List<AttachedPolicyType> AttachedPolicies { get; set; } = Initially.Empty<List<AttachedPolicyType>>();

    /// <summary>Whether there are more pages.</summary>
    public bool? IsTruncated { get; set; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string Marker { get; set; }
}

/// <summary>Parameters of PutRolePolicy.</summary>
public partial class PutRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Name of the policy.</summary>
    public string PolicyName { get; set; }

    /// <summary>The policy (JSON).</summary>
    public string PolicyDocument { get; set; }
}

/// <summary>Answer to PutRolePolicy.</summary>
public partial class PutRolePolicyResponse : AmazonWebServiceResponse;

/// <summary>Parameters of GetRolePolicy.</summary>
public partial class GetRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Name of the policy.</summary>
    public string PolicyName { get; set; }
}

/// <summary>Answer to GetRolePolicy.</summary>
public partial class GetRolePolicyResponse : AmazonWebServiceResponse
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Name of the policy.</summary>
    public string PolicyName { get; set; }

    /// <summary>The policy, percent-encoded (RFC 3986) as the service sends it.</summary>
    public string PolicyDocument { get; set; }
}

/// <summary>Parameters of DeleteRolePolicy.</summary>
public partial class DeleteRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Name of the policy.</summary>
    public string PolicyName { get; set; }
}

/// <summary>Answer to DeleteRolePolicy.</summary>
public partial class DeleteRolePolicyResponse : AmazonWebServiceResponse;

/// <summary>Parameters of ListRolePolicies.</summary>
public partial class ListRolePoliciesRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Where the next page begins.</summary>
    public string Marker { get; set; }

    /// <summary>At most this many entries a page (1 to 1000, 100 by default).</summary>
    public int? MaxItems { get; set; }
}

/// <summary>Answer to ListRolePolicies.</summary>
public partial class ListRolePoliciesResponse : AmazonWebServiceResponse
{
    /// <summary>Names of the inline policies.</summary>
    public List<string> PolicyNames { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Whether there are more pages.</summary>
    public bool? IsTruncated { get; set; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string Marker { get; set; }
}

/// <summary>A managed policy attached to a role.</summary>
public partial class AttachedPolicyType
{
    /// <summary>Name of the policy.</summary>
    public string PolicyName { get; set; }

    /// <summary>ARN of the managed policy.</summary>
    public string PolicyArn { get; set; }
}

/// <summary>Parameters of PutRolePermissionsBoundary.</summary>
public partial class PutRolePermissionsBoundaryRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>ARN of the policy that bounds the permissions.</summary>
    public string PermissionsBoundary { get; set; }
}

/// <summary>Answer to PutRolePermissionsBoundary.</summary>
public partial class PutRolePermissionsBoundaryResponse : AmazonWebServiceResponse;

/// <summary>Parameters of DeleteRolePermissionsBoundary.</summary>
public partial class DeleteRolePermissionsBoundaryRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }
}

/// <summary>Answer to DeleteRolePermissionsBoundary.</summary>
public partial class DeleteRolePermissionsBoundaryResponse : AmazonWebServiceResponse;
