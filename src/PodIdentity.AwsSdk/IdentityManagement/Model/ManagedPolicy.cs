using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.IdentityManagement.Model;

/// <summary>Parameters of GetPolicy.</summary>
public partial class GetPolicyRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>ARN of the managed policy.</summary>
    public string PolicyArn { get; set; }
}

/// <summary>Answer to GetPolicy.</summary>
public partial class GetPolicyResponse : AmazonWebServiceResponse
{
    /// <summary>The policy.</summary>
    public ManagedPolicy Policy { get; set; }
}

/// <summary>Parameters of GetPolicyVersion.</summary>
public partial class GetPolicyVersionRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>ARN of the managed policy.</summary>
    public string PolicyArn { get; set; }

    /// <summary>Version of the policy, such as <c>v1</c>.</summary>
    public string VersionId { get; set; }
}

/// <summary>Answer to GetPolicyVersion.</summary>
public partial class GetPolicyVersionResponse : AmazonWebServiceResponse
{
    /// <summary>The version.</summary>
    public PolicyVersion PolicyVersion { get; set; }
}

/// <summary>A managed policy.</summary>
public partial class ManagedPolicy
{
    /// <summary>Name of the policy.</summary>
    public string PolicyName { get; set; }

    /// <summary>Unique id, <c>ANPA…</c>.</summary>
    public string PolicyId { get; set; }

    /// <summary>Its ARN.</summary>
    public string Arn { get; set; }

    /// <summary>Path in the account, <c>/</c> by default.</summary>
    public string Path { get; set; }

    /// <summary>The version in force, such as <c>v1</c>.</summary>
    public string DefaultVersionId { get; set; }

    /// <summary>How many identities it is attached to.</summary>
    public int? AttachmentCount { get; set; }

    /// <summary>How many identities it bounds.</summary>
    public int? PermissionsBoundaryUsageCount { get; set; }

    /// <summary>Whether it can be attached.</summary>
    public bool? IsAttachable { get; set; }

    /// <summary>Description.</summary>
    public string Description { get; set; }

    /// <summary>When it was created, UTC.</summary>
    public DateTime? CreateDate { get; set; }

    /// <summary>When its default version was last changed, UTC.</summary>
    public DateTime? UpdateDate { get; set; }

    /// <summary>Tags.</summary>
    public List<Tag> Tags { get; set; } = Initially.Empty<List<Tag>>();
}

/// <summary>A version of a managed policy.</summary>
public partial class PolicyVersion
{
    /// <summary>The policy, percent-encoded (RFC 3986) as the service sends it.</summary>
    public string Document { get; set; }

    /// <summary>Version of the policy, such as <c>v1</c>.</summary>
    public string VersionId { get; set; }

    /// <summary>Whether this version is in force.</summary>
    public bool? IsDefaultVersion { get; set; }

    /// <summary>When it was created, UTC.</summary>
    public DateTime? CreateDate { get; set; }
}
