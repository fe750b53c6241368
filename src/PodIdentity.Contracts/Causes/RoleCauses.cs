namespace PodIdentity;

public static partial class Causes
{
    /// <summary>The role does not exist.</summary>
    public static readonly Cause RoleDeleted = new(
        nameof(RoleDeleted),
        "Role",
        "The agent answers AccessDeniedException: \"EKS does not have permissions to assume the associated role.\"",
        "The association names a role that does not exist any more. EKS keeps the association when its role is deleted. A role made anew under the name needs the association made anew, too.",
        "New-PodIdentityRole -RoleName {RoleName} -ManagedPolicy <policy>; " + Reassociate);

    /// <summary>The role was deleted and made again.</summary>
    public static readonly Cause RoleRecreated = new(
        nameof(RoleRecreated),
        "Role",
        "The agent answers AccessDeniedException although role and trust policy look right.",
        "The role was deleted and made again after the association. It has the same name and ARN, but is another role to AWS; the association has to be made anew.",
        Reassociate);

    /// <summary>The role of that name has another path.</summary>
    public static readonly Cause RolePathDiffers = new(
        nameof(RolePathDiffers),
        "Role",
        "The agent answers AccessDeniedException although a role of that name exists.",
        "The association names the role with another path than it has. To AWS that is a role that does not exist.",
        "New-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -RoleArn {RoleArn}");

    private const string Reassociate = "Remove-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount}; "
        + "New-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -RoleName {RoleName}";
}
