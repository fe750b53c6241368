using Amazon.Runtime;

#pragma warning disable CS1591, CA1707, CA1720 // Each constant is the word that the service uses.

namespace Amazon.EKS;

/// <summary>How far an update is.</summary>
/// <param name="value">The value on the wire.</param>
public class UpdateStatus(string value) : ConstantClass(value)
{
    public static readonly UpdateStatus Cancelled = new("Cancelled");
    public static readonly UpdateStatus Failed = new("Failed");
    public static readonly UpdateStatus InProgress = new("InProgress");
    public static readonly UpdateStatus Successful = new("Successful");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static UpdateStatus FindValue(string value) => FindValue<UpdateStatus>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator UpdateStatus(string value) => FindValue(value);
}

/// <summary>What kind of update it is.</summary>
/// <param name="value">The value on the wire.</param>
public class UpdateType(string value) : ConstantClass(value)
{
    public static readonly UpdateType AccessConfigUpdate = new("AccessConfigUpdate");
    public static readonly UpdateType AddonUpdate = new("AddonUpdate");
    public static readonly UpdateType AssociateEncryptionConfig = new("AssociateEncryptionConfig");
    public static readonly UpdateType AssociateIdentityProviderConfig = new("AssociateIdentityProviderConfig");
    public static readonly UpdateType AutoModeUpdate = new("AutoModeUpdate");
    public static readonly UpdateType ConfigUpdate = new("ConfigUpdate");
    public static readonly UpdateType ControlPlaneScalingConfigUpdate = new("ControlPlaneScalingConfigUpdate");
    public static readonly UpdateType DeletionProtectionUpdate = new("DeletionProtectionUpdate");
    public static readonly UpdateType DisassociateIdentityProviderConfig = new("DisassociateIdentityProviderConfig");
    public static readonly UpdateType EndpointAccessUpdate = new("EndpointAccessUpdate");
    public static readonly UpdateType LoggingUpdate = new("LoggingUpdate");
    public static readonly UpdateType RemoteNetworkConfigUpdate = new("RemoteNetworkConfigUpdate");
    public static readonly UpdateType UpgradePolicyUpdate = new("UpgradePolicyUpdate");
    public static readonly UpdateType VendedLogsUpdate = new("VendedLogsUpdate");
    public static readonly UpdateType VersionUpdate = new("VersionUpdate");
    public static readonly UpdateType VpcConfigUpdate = new("VpcConfigUpdate");
    public static readonly UpdateType ZonalShiftConfigUpdate = new("ZonalShiftConfigUpdate");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static UpdateType FindValue(string value) => FindValue<UpdateType>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator UpdateType(string value) => FindValue(value);
}

/// <summary>What an update changes.</summary>
/// <param name="value">The value on the wire.</param>
public class UpdateParamType(string value) : ConstantClass(value)
{
    public static readonly UpdateParamType Version = new("Version");
    public static readonly UpdateParamType PlatformVersion = new("PlatformVersion");
    public static readonly UpdateParamType AddonVersion = new("AddonVersion");
    public static readonly UpdateParamType ServiceAccountRoleArn = new("ServiceAccountRoleArn");
    public static readonly UpdateParamType ResolveConflicts = new("ResolveConflicts");
    public static readonly UpdateParamType ConfigurationValues = new("ConfigurationValues");
    public static readonly UpdateParamType PodIdentityAssociations = new("PodIdentityAssociations");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static UpdateParamType FindValue(string value) => FindValue<UpdateParamType>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator UpdateParamType(string value) => FindValue(value);
}

/// <summary>Why an update failed.</summary>
/// <param name="value">The value on the wire.</param>
public class ErrorCode(string value) : ConstantClass(value)
{
    public static readonly ErrorCode AccessDenied = new("AccessDenied");
    public static readonly ErrorCode AdmissionRequestDenied = new("AdmissionRequestDenied");
    public static readonly ErrorCode ClusterUnreachable = new("ClusterUnreachable");
    public static readonly ErrorCode ConfigurationConflict = new("ConfigurationConflict");
    public static readonly ErrorCode EniLimitReached = new("EniLimitReached");
    public static readonly ErrorCode InsufficientFreeAddresses = new("InsufficientFreeAddresses");
    public static readonly ErrorCode InsufficientNumberOfReplicas = new("InsufficientNumberOfReplicas");
    public static readonly ErrorCode IpNotAvailable = new("IpNotAvailable");
    public static readonly ErrorCode K8sResourceNotFound = new("K8sResourceNotFound");
    public static readonly ErrorCode NodeCreationFailure = new("NodeCreationFailure");
    public static readonly ErrorCode OperationNotPermitted = new("OperationNotPermitted");
    public static readonly ErrorCode PodEvictionFailure = new("PodEvictionFailure");
    public static readonly ErrorCode SecurityGroupNotFound = new("SecurityGroupNotFound");
    public static readonly ErrorCode SubnetNotFound = new("SubnetNotFound");
    public static readonly ErrorCode Unknown = new("Unknown");
    public static readonly ErrorCode UnsupportedAddonModification = new("UnsupportedAddonModification");
    public static readonly ErrorCode VpcIdNotFound = new("VpcIdNotFound");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static ErrorCode FindValue(string value) => FindValue<ErrorCode>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator ErrorCode(string value) => FindValue(value);
}
