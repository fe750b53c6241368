using Amazon.Runtime;

#pragma warning disable CS1591, CA1707, CA1720 // Each constant is the word that the service uses.

namespace Amazon.EKS;

/// <summary>Where an add-on is in its life.</summary>
/// <param name="value">The value on the wire.</param>
public class AddonStatus(string value) : ConstantClass(value)
{
    public static readonly AddonStatus ACTIVE = new("ACTIVE");
    public static readonly AddonStatus CREATE_FAILED = new("CREATE_FAILED");
    public static readonly AddonStatus CREATING = new("CREATING");
    public static readonly AddonStatus DEGRADED = new("DEGRADED");
    public static readonly AddonStatus DELETE_FAILED = new("DELETE_FAILED");
    public static readonly AddonStatus DELETING = new("DELETING");
    public static readonly AddonStatus UPDATE_FAILED = new("UPDATE_FAILED");
    public static readonly AddonStatus UPDATING = new("UPDATING");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static AddonStatus FindValue(string value) => FindValue<AddonStatus>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator AddonStatus(string value) => FindValue(value);
}

/// <summary>What is wrong with an add-on.</summary>
/// <param name="value">The value on the wire.</param>
public class AddonIssueCode(string value) : ConstantClass(value)
{
    public static readonly AddonIssueCode AccessDenied = new("AccessDenied");
    public static readonly AddonIssueCode AddonPermissionFailure = new("AddonPermissionFailure");
    public static readonly AddonIssueCode AddonSubscriptionNeeded = new("AddonSubscriptionNeeded");
    public static readonly AddonIssueCode AdmissionRequestDenied = new("AdmissionRequestDenied");
    public static readonly AddonIssueCode ClusterUnreachable = new("ClusterUnreachable");
    public static readonly AddonIssueCode ConfigurationConflict = new("ConfigurationConflict");
    public static readonly AddonIssueCode InsufficientNumberOfReplicas = new("InsufficientNumberOfReplicas");
    public static readonly AddonIssueCode InternalFailure = new("InternalFailure");
    public static readonly AddonIssueCode K8sResourceNotFound = new("K8sResourceNotFound");
    public static readonly AddonIssueCode UnsupportedAddonModification = new("UnsupportedAddonModification");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static AddonIssueCode FindValue(string value) => FindValue<AddonIssueCode>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator AddonIssueCode(string value) => FindValue(value);
}

/// <summary>What an add-on does with fields that someone else has set.</summary>
/// <param name="value">The value on the wire.</param>
public class ResolveConflicts(string value) : ConstantClass(value)
{
    public static readonly ResolveConflicts NONE = new("NONE");
    public static readonly ResolveConflicts OVERWRITE = new("OVERWRITE");
    public static readonly ResolveConflicts PRESERVE = new("PRESERVE");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static ResolveConflicts FindValue(string value) => FindValue<ResolveConflicts>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator ResolveConflicts(string value) => FindValue(value);
}
