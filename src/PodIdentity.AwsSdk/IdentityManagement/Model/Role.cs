using PodIdentity.AwsSdk;

namespace Amazon.IdentityManagement.Model;

/// <summary>An IAM role.</summary>
public partial class Role
{
    /// <summary>Path in the account, <c>/</c> by default.</summary>
    public string Path { get; set; }

    /// <summary>Name of the role.</summary>
    public string RoleName { get; set; }

    /// <summary>Unique id, <c>AROA…</c>: a role re-created under its old name has another.</summary>
    public string RoleId { get; set; }

    /// <summary>Its ARN.</summary>
    public string Arn { get; set; }

    /// <summary>When it was created, UTC.</summary>
    public DateTime? CreateDate { get; set; }

    /// <summary>Trust policy, percent-encoded (RFC 3986) as the service sends it.</summary>
    public string AssumeRolePolicyDocument { get; set; }

    /// <summary>Description.</summary>
    public string Description { get; set; }

    /// <summary>Longest session, in seconds (3600 to 43200).</summary>
    public int? MaxSessionDuration { get; set; }

    /// <summary>The policy that bounds the permissions; null in lists.</summary>
    public AttachedPermissionsBoundary PermissionsBoundary { get; set; }

    /// <summary>Tags; null in lists.</summary>
    public List<Tag> Tags { get; set; } = Initially.Empty<List<Tag>>();

    /// <summary>When and where it was last used; null in lists.</summary>
    public RoleLastUsed RoleLastUsed { get; set; }
}

/// <summary>A tag.</summary>
public partial class Tag
{
    /// <summary>Key of the tag.</summary>
    public string Key { get; set; }

    /// <summary>Value of the tag.</summary>
    public string Value { get; set; }
}

/// <summary>Permissions boundary of a role.</summary>
public partial class AttachedPermissionsBoundary
{
    /// <summary>Kind of the boundary; real answers say <c>Policy</c>.</summary>
    public PermissionsBoundaryAttachmentType PermissionsBoundaryType { get; set; }

    /// <summary>ARN of the boundary policy.</summary>
    public string PermissionsBoundaryArn { get; set; }
}

/// <summary>Last use of a role.</summary>
public partial class RoleLastUsed
{
    /// <summary>When, UTC.</summary>
    public DateTime? LastUsedDate { get; set; }

    /// <summary>In which region.</summary>
    public string Region { get; set; }
}

/// <summary>An instance profile.</summary>
public partial class InstanceProfile
{
    /// <summary>Path in the account, <c>/</c> by default.</summary>
    public string Path { get; set; }

    /// <summary>Name of the profile.</summary>
    public string InstanceProfileName { get; set; }

    /// <summary>Unique id, <c>AIPA…</c>.</summary>
    public string InstanceProfileId { get; set; }

    /// <summary>Its ARN.</summary>
    public string Arn { get; set; }

    /// <summary>When it was created, UTC.</summary>
    public DateTime? CreateDate { get; set; }

    /// <summary>The roles.</summary>
    public List<Role> Roles { get; set; } = Initially.Empty<List<Role>>();

    /// <summary>Tags.</summary>
    public List<Tag> Tags { get; set; } = Initially.Empty<List<Tag>>();
}
