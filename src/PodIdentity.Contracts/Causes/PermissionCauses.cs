namespace PodIdentity;

public static partial class Causes
{
    /// <summary>The role has no policies.</summary>
    public static readonly Cause RoleWithoutPolicies = new(
        nameof(RoleWithoutPolicies),
        "Permission",
        "\"AccessDenied … because no identity-based policy allows the … action\" for every call, by the right role.",
        "The role has neither attached nor inline policies: pods get credentials that may do nothing but what resources grant by themselves.",
        "New-PodIdentityRole {RoleName} -ManagedPolicy <policy>");

    /// <summary>No policy of the role allows it.</summary>
    public static readonly Cause PermissionMissing = new(
        nameof(PermissionMissing),
        "Permission",
        "\"User: arn:aws:sts::…:assumed-role/… is not authorized to perform: … because no identity-based policy allows the … action\"",
        "Pods come as the right role, and no policy of that role allows the action.",
        """New-PodIdentityRole {RoleName} -InlinePolicy @{ 'pods' = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{Action}","Resource":"*"}]}' }""");

    /// <summary>The boundary does not allow it.</summary>
    public static readonly Cause PermissionOutsideBoundary = new(
        nameof(PermissionOutsideBoundary),
        "Permission",
        "\"… because no permissions boundary allows the … action\"",
        "The role's policies allow the action, but its permissions boundary does not. Only what both allow counts.",
        "Allow {Action} in the boundary, or replace it: aws iam put-role-permissions-boundary --role-name {RoleName} --permissions-boundary <policy arn>");

    /// <summary>A statement denies it.</summary>
    public static readonly Cause PermissionDenied = new(
        nameof(PermissionDenied),
        "Permission",
        "\"… with an explicit deny in an identity-based policy\" or \"… in a permissions boundary\"",
        "A statement denies the action. A Deny wins over every Allow, so that attaching more policies does not help.",
        "Take the Deny for {Action} out of the policy that the evidence names; `aws iam list-attached-role-policies --role-name {RoleName}` and `aws iam list-role-policies --role-name {RoleName}` list the role's policies.");

    /// <summary>The organization does not allow it.</summary>
    public static readonly Cause PermissionDeniedByOrganization = new(
        nameof(PermissionDeniedByOrganization),
        "Permission",
        "\"… with an explicit deny in a service control policy\" or \"because no service control policy allows the … action\"",
        "A service control policy of the AWS organization does not allow the action in this account.",
        "Ask those who manage the organization to allow {Action} for {RoleArn}.");

    /// <summary>The session policy does not allow it.</summary>
    public static readonly Cause PermissionOutsideSessionPolicy = new(
        nameof(PermissionOutsideSessionPolicy),
        "Permission",
        "\"… because no session policy allows the … action\"",
        "The association has a session policy, which cuts what the role may do down to what both allow, and the action is not in it.",
        "New-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -RoleName {OwnRoleName} -Policy <session policy that allows {Action}>");

    /// <summary>It depends on what is not known.</summary>
    public static readonly Cause PermissionUndecided = new(
        nameof(PermissionUndecided),
        "Permission",
        "AccessDenied for some resources or pods and not for others.",
        "Policies allow or deny the action on some resources only, or under a condition that only AWS or the pod knows.",
        "aws iam simulate-principal-policy --policy-source-arn {RoleArn} --action-names {Action} --resource-arns <arn of what pods use>");
}
