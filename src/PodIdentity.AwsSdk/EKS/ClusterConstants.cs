using Amazon.Runtime;

#pragma warning disable CS1591, CA1707, CA1720 // Each constant is the word that the service uses.

namespace Amazon.EKS;

/// <summary>Where a cluster is in its life.</summary>
/// <param name="value">The value on the wire.</param>
public class ClusterStatus(string value) : ConstantClass(value)
{
    public static readonly ClusterStatus ACTIVE = new("ACTIVE");
    public static readonly ClusterStatus CREATING = new("CREATING");
    public static readonly ClusterStatus DELETING = new("DELETING");
    public static readonly ClusterStatus FAILED = new("FAILED");
    public static readonly ClusterStatus PENDING = new("PENDING");
    public static readonly ClusterStatus UPDATING = new("UPDATING");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static ClusterStatus FindValue(string value) => FindValue<ClusterStatus>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator ClusterStatus(string value) => FindValue(value);
}

/// <summary>What is wrong with a cluster.</summary>
/// <param name="value">The value on the wire.</param>
public class ClusterIssueCode(string value) : ConstantClass(value)
{
    public static readonly ClusterIssueCode AccessDenied = new("AccessDenied");
    public static readonly ClusterIssueCode ClusterUnreachable = new("ClusterUnreachable");
    public static readonly ClusterIssueCode ConfigurationConflict = new("ConfigurationConflict");
    public static readonly ClusterIssueCode Ec2SecurityGroupNotFound = new("Ec2SecurityGroupNotFound");
    public static readonly ClusterIssueCode Ec2ServiceNotSubscribed = new("Ec2ServiceNotSubscribed");
    public static readonly ClusterIssueCode Ec2SubnetNotFound = new("Ec2SubnetNotFound");
    public static readonly ClusterIssueCode IamRoleNotFound = new("IamRoleNotFound");
    public static readonly ClusterIssueCode InsufficientFreeAddresses = new("InsufficientFreeAddresses");
    public static readonly ClusterIssueCode InternalFailure = new("InternalFailure");
    public static readonly ClusterIssueCode KmsGrantRevoked = new("KmsGrantRevoked");
    public static readonly ClusterIssueCode KmsKeyDisabled = new("KmsKeyDisabled");
    public static readonly ClusterIssueCode KmsKeyMarkedForDeletion = new("KmsKeyMarkedForDeletion");
    public static readonly ClusterIssueCode KmsKeyNotFound = new("KmsKeyNotFound");
    public static readonly ClusterIssueCode Other = new("Other");
    public static readonly ClusterIssueCode ResourceLimitExceeded = new("ResourceLimitExceeded");
    public static readonly ClusterIssueCode ResourceNotFound = new("ResourceNotFound");
    public static readonly ClusterIssueCode StsRegionalEndpointDisabled = new("StsRegionalEndpointDisabled");
    public static readonly ClusterIssueCode UnsupportedVersion = new("UnsupportedVersion");
    public static readonly ClusterIssueCode VpcNotFound = new("VpcNotFound");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static ClusterIssueCode FindValue(string value) => FindValue<ClusterIssueCode>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator ClusterIssueCode(string value) => FindValue(value);
}

/// <summary>Where a cluster looks access up.</summary>
/// <param name="value">The value on the wire.</param>
public class AuthenticationMode(string value) : ConstantClass(value)
{
    public static readonly AuthenticationMode API = new("API");
    public static readonly AuthenticationMode API_AND_CONFIG_MAP = new("API_AND_CONFIG_MAP");
    public static readonly AuthenticationMode CONFIG_MAP = new("CONFIG_MAP");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static AuthenticationMode FindValue(string value) => FindValue<AuthenticationMode>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator AuthenticationMode(string value) => FindValue(value);
}

/// <summary>Family of a cluster's pod and service addresses.</summary>
/// <param name="value">The value on the wire.</param>
public class IpFamily(string value) : ConstantClass(value)
{
    public static readonly IpFamily Ipv4 = new("ipv4");
    public static readonly IpFamily Ipv6 = new("ipv6");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static IpFamily FindValue(string value) => FindValue<IpFamily>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator IpFamily(string value) => FindValue(value);
}
