using Amazon.Runtime;

#pragma warning disable CS1591, CA1707, CA1720 // Each constant is the word that the service uses.

namespace Amazon.EKS;

/// <summary>Where a node group is in its life.</summary>
/// <param name="value">The value on the wire.</param>
public class NodegroupStatus(string value) : ConstantClass(value)
{
    public static readonly NodegroupStatus ACTIVE = new("ACTIVE");
    public static readonly NodegroupStatus CREATE_FAILED = new("CREATE_FAILED");
    public static readonly NodegroupStatus CREATING = new("CREATING");
    public static readonly NodegroupStatus DEGRADED = new("DEGRADED");
    public static readonly NodegroupStatus DELETE_FAILED = new("DELETE_FAILED");
    public static readonly NodegroupStatus DELETING = new("DELETING");
    public static readonly NodegroupStatus UPDATING = new("UPDATING");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static NodegroupStatus FindValue(string value) => FindValue<NodegroupStatus>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator NodegroupStatus(string value) => FindValue(value);
}

/// <summary>What is wrong with a node group.</summary>
/// <param name="value">The value on the wire.</param>
public class NodegroupIssueCode(string value) : ConstantClass(value)
{
    public static readonly NodegroupIssueCode AccessDenied = new("AccessDenied");
    public static readonly NodegroupIssueCode AsgInstanceLaunchFailures = new("AsgInstanceLaunchFailures");
    public static readonly NodegroupIssueCode ClusterUnreachable = new("ClusterUnreachable");
    public static readonly NodegroupIssueCode IamInstanceProfileNotFound = new("IamInstanceProfileNotFound");
    public static readonly NodegroupIssueCode IamNodeRoleNotFound = new("IamNodeRoleNotFound");
    public static readonly NodegroupIssueCode InstanceLimitExceeded = new("InstanceLimitExceeded");
    public static readonly NodegroupIssueCode InsufficientFreeAddresses = new("InsufficientFreeAddresses");
    public static readonly NodegroupIssueCode InternalFailure = new("InternalFailure");
    public static readonly NodegroupIssueCode NodeCreationFailure = new("NodeCreationFailure");
    public static readonly NodegroupIssueCode Unknown = new("Unknown");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static NodegroupIssueCode FindValue(string value) => FindValue<NodegroupIssueCode>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator NodegroupIssueCode(string value) => FindValue(value);
}
