namespace PodIdentity;

public static partial class Causes
{
    private const string Associate = "New-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -RoleName ";

    /// <summary>There is no association.</summary>
    public static readonly Cause AssociationMissing = new(
        nameof(AssociationMissing),
        "Association",
        "Pods run as the node's role, or have no credentials; no AWS_CONTAINER_* variables in the pod.",
        "The service account has no pod identity association in this cluster. Names are matched exactly: cluster, namespace and service account, without wildcards.",
        Associate + "<role>");

    /// <summary>The service account has IRSA's annotation, and no association.</summary>
    public static readonly Cause AnnotationInsteadOfAssociation = new(
        nameof(AnnotationInsteadOfAssociation),
        "Association",
        "\"InvalidIdentityToken: No OpenIDConnect provider found in your account\", or the node's role, although the service account is annotated eks.amazonaws.com/role-arn.",
        "The annotation belongs to IRSA, the older way; EKS Pod Identity does not read it. It takes an association, and a role that trusts pods.eks.amazonaws.com.",
        Associate + "{RoleName}");

    /// <summary>There is an association of a service account of nearly the same name.</summary>
    public static readonly Cause AssociationOfSimilarName = new(
        nameof(AssociationOfSimilarName),
        "Association",
        "Pods run as the node's role although there seems to be an association.",
        "The association is for a service account whose name is nearly the same, perhaps by a typing error. Names are matched exactly.",
        "Get-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {Near} | ForEach-Object { " + Associate + "$_.RoleName }");

    /// <summary>There is an association of the service account in another namespace.</summary>
    public static readonly Cause AssociationInOtherNamespace = new(
        nameof(AssociationInOtherNamespace),
        "Association",
        "The same workload works in one namespace and runs as the node's role in another.",
        "The association is for the service account of the same name in another namespace. Each namespace needs its own; there are no wildcards.",
        "Get-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {OtherNamespace} -ServiceAccount {ServiceAccount} | ForEach-Object { " + Associate + "$_.RoleName }");

    /// <summary>There is an association in a cluster of nearly the same name.</summary>
    public static readonly Cause AssociationInOtherCluster = new(
        nameof(AssociationInOtherCluster),
        "Association",
        "Pods run as the node's role although the association was created.",
        "The association is in another cluster, whose name is nearly the same.",
        "Get-PodIdentityAssociation -ClusterName {OtherCluster} -Namespace {Namespace} -ServiceAccount {ServiceAccount} | ForEach-Object { " + Associate + "$_.RoleName }");

    /// <summary>The association's role is of another account than the cluster.</summary>
    public static readonly Cause AssociationRoleOfOtherAccount = new(
        nameof(AssociationRoleOfOtherAccount),
        "Association",
        "The agent answers AccessDeniedException: \"EKS does not have permissions to assume the associated role.\"",
        "The role of an association must be of the cluster's account. A role of another account is given as target role, beside one of the cluster's own.",
        Associate + "<role of the cluster's account> -TargetRoleArn {RoleArn}");

    /// <summary>The association is so young that it may not be effective yet.</summary>
    public static readonly Cause AssociationTooYoung = new(
        nameof(AssociationTooYoung),
        "Association",
        "Pods that start within seconds of the association run as the node's role, and stay so.",
        "Associations take seconds to become effective, and a pod that is created meanwhile is never given the variables.",
        "Restart-PodIdentityWorkload -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount}");
}
