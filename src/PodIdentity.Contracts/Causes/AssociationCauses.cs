namespace PodIdentity;

public static partial class Causes
{
    /// <summary>There is no association.</summary>
    public static readonly Cause AssociationMissing = new(
        nameof(AssociationMissing),
        "Association",
        "Pods run as the node's role, or have no credentials; no AWS_CONTAINER_* variables in the pod.",
        "The service account has no pod identity association in this cluster. Names are matched exactly: cluster, namespace and service account, without wildcards.",
        "New-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -RoleName <role>");
}
