namespace PodIdentity;

public static partial class Causes
{
    // EKS assumes both roles in one go: what the second refuses looks as if the first had.
    private const string ChainRefusal = "In the pod: \"(AccessDeniedException): Unauthorized Exception! EKS does not have permissions to assume the associated role.\" Without the target role the association works.";

    private const string TrustOfTarget = "aws iam update-assume-role-policy --role-name {TargetRoleName} --policy-document file://trust.json (in the target's account)";

    /// <summary>The target role does not exist.</summary>
    public static readonly Cause TargetRoleMissing = new(
        nameof(TargetRoleMissing),
        "TargetRole",
        ChainRefusal,
        "The association names a target role that does not exist: EKS does not look at it when the association is made.",
        "New-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -RoleName {RoleName} -TargetRoleArn <arn of a role that exists>");

    /// <summary>The target does not trust the role.</summary>
    public static readonly Cause TargetRoleTrustRefuses = new(
        nameof(TargetRoleTrustRefuses),
        "TargetRole",
        ChainRefusal,
        "The trust policy of the target role does not let the association's role in, or denies it. It must name {RoleArn}, or that role's account, as Principal with Allow for sts:AssumeRole.",
        TrustOfTarget);

    /// <summary>The target does not take session tags.</summary>
    public static readonly Cause TargetRoleTagSessionMissing = new(
        nameof(TargetRoleTagSessionMissing),
        "TargetRole",
        ChainRefusal,
        "The target role trusts the association's role with sts:AssumeRole alone. The session tags of the pod go along to the target, which takes sts:TagSession in its trust policy too.",
        TrustOfTarget);

    /// <summary>A condition of the target's trust does not hold.</summary>
    public static readonly Cause TargetRoleConditionFails = new(
        nameof(TargetRoleConditionFails),
        "TargetRole",
        ChainRefusal,
        "A condition in the trust policy of the target role does not hold for the pods of this service account.",
        TrustOfTarget);

    /// <summary>The target asks for another external id.</summary>
    public static readonly Cause TargetRoleExternalIdWrong = new(
        nameof(TargetRoleExternalIdWrong),
        "TargetRole",
        ChainRefusal,
        "The trust policy of the target role asks for another sts:ExternalId than the association sends. EKS makes it of region, account, cluster, namespace and service account, and it cannot be chosen.",
        "Set sts:ExternalId to {ExternalId} in the trust policy of {TargetRoleArn}: " + TrustOfTarget);

    /// <summary>An external id is only sent without session tags.</summary>
    public static readonly Cause TargetRoleExternalIdNotSent = new(
        nameof(TargetRoleExternalIdNotSent),
        "TargetRole",
        ChainRefusal,
        "The trust policy of the target role asks for an sts:ExternalId, and EKS sends one only when the session tags are disabled.",
        "New-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -RoleName {RoleName} -DisableSessionTag");

    /// <summary>The role has no permission to assume the target.</summary>
    public static readonly Cause TargetRoleNotPermitted = new(
        nameof(TargetRoleNotPermitted),
        "TargetRole",
        ChainRefusal,
        "The target role trusts the association's role, but no policy of that role allows it to assume the target and to tag the session.",
        """New-PodIdentityRole {RoleName} -InlinePolicy @{ 'assume-target' = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"{TargetRoleArn}"}]}' }""");

    /// <summary>A policy denies the role to assume the target.</summary>
    public static readonly Cause TargetRoleDenied = new(
        nameof(TargetRoleDenied),
        "TargetRole",
        ChainRefusal,
        "A policy, permissions boundary or service control policy denies the association's role to assume the target.",
        "Take the Deny out: `aws iam list-attached-role-policies --role-name {RoleName}` and `aws iam list-role-policies --role-name {RoleName}` list where it can be.");

    /// <summary>The target's trust depends on what is not known.</summary>
    public static readonly Cause TargetRoleUndecided = new(
        nameof(TargetRoleUndecided),
        "TargetRole",
        ChainRefusal,
        "The trust policy of the target role depends on what only AWS or the pod knows, such as the organization's id.",
        "Test-PodIdentitySetup -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -Probe");
}
