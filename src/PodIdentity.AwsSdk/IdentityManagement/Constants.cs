using Amazon.Runtime;

#pragma warning disable CS1591, CA1707, CA1720 // Each constant is the word that the service uses.

namespace Amazon.IdentityManagement;

/// <summary>Kind of a permissions boundary; real answers say <c>Policy</c>.</summary>
/// <param name="value">The value on the wire.</param>
public class PermissionsBoundaryAttachmentType(string value) : ConstantClass(value)
{
    public static readonly PermissionsBoundaryAttachmentType PermissionsBoundaryPolicy = new("PermissionsBoundaryPolicy");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static PermissionsBoundaryAttachmentType FindValue(string value) => FindValue<PermissionsBoundaryAttachmentType>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator PermissionsBoundaryAttachmentType(string value) => FindValue(value);
}

/// <summary>Decision of a simulation.</summary>
/// <param name="value">The value on the wire.</param>
public class PolicyEvaluationDecisionType(string value) : ConstantClass(value)
{
    public static readonly PolicyEvaluationDecisionType Allowed = new("allowed");
    public static readonly PolicyEvaluationDecisionType ExplicitDeny = new("explicitDeny");
    public static readonly PolicyEvaluationDecisionType ImplicitDeny = new("implicitDeny");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static PolicyEvaluationDecisionType FindValue(string value) => FindValue<PolicyEvaluationDecisionType>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator PolicyEvaluationDecisionType(string value) => FindValue(value);
}

/// <summary>Kind of a policy that decided a simulation.</summary>
/// <param name="value">The value on the wire.</param>
public class PolicySourceType(string value) : ConstantClass(value)
{
    public static readonly PolicySourceType AwsManaged = new("aws-managed");
    public static readonly PolicySourceType Group = new("group");
    public static readonly PolicySourceType None = new("none");
    public static readonly PolicySourceType Resource = new("resource");
    public static readonly PolicySourceType Role = new("role");
    public static readonly PolicySourceType User = new("user");
    public static readonly PolicySourceType UserManaged = new("user-managed");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static PolicySourceType FindValue(string value) => FindValue<PolicySourceType>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator PolicySourceType(string value) => FindValue(value);
}

/// <summary>Type of the values of a condition key.</summary>
/// <param name="value">The value on the wire.</param>
public class ContextKeyTypeEnum(string value) : ConstantClass(value)
{
    public static readonly ContextKeyTypeEnum Binary = new("binary");
    public static readonly ContextKeyTypeEnum BinaryList = new("binaryList");
    public static readonly ContextKeyTypeEnum Boolean = new("boolean");
    public static readonly ContextKeyTypeEnum BooleanList = new("booleanList");
    public static readonly ContextKeyTypeEnum Date = new("date");
    public static readonly ContextKeyTypeEnum DateList = new("dateList");
    public static readonly ContextKeyTypeEnum Ip = new("ip");
    public static readonly ContextKeyTypeEnum IpList = new("ipList");
    public static readonly ContextKeyTypeEnum Numeric = new("numeric");
    public static readonly ContextKeyTypeEnum NumericList = new("numericList");
    public static readonly ContextKeyTypeEnum String = new("string");
    public static readonly ContextKeyTypeEnum StringList = new("stringList");

    /// <summary>The constant of a value; values that are not listed here are kept as they are.</summary>
    public static ContextKeyTypeEnum FindValue(string value) => FindValue<ContextKeyTypeEnum>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator ContextKeyTypeEnum(string value) => FindValue(value);
}
