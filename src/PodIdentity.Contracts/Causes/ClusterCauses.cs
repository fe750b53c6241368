namespace PodIdentity;

public static partial class Causes
{
    /// <summary>The cluster is being made.</summary>
    public static readonly Cause ClusterNotReady = new(
        nameof(ClusterNotReady),
        "Cluster",
        "The cluster's status is CREATING or PENDING; there is no API server to talk to.",
        "The cluster is not active yet, so nothing can run in it and nothing in it can be checked.",
        "aws eks wait cluster-active --name {ClusterName} --region {Region}");

    /// <summary>The cluster could not be made.</summary>
    public static readonly Cause ClusterFailed = new(
        nameof(ClusterFailed),
        "Cluster",
        "The cluster's status is FAILED.",
        "EKS could not create the cluster. It never becomes active: its health issues say why, and it has to be made again.",
        "aws eks describe-cluster --name {ClusterName} --region {Region} --query cluster.health");

    /// <summary>The cluster is going away.</summary>
    public static readonly Cause ClusterBeingDeleted = new(
        nameof(ClusterBeingDeleted),
        "Cluster",
        "The cluster's status is DELETING.",
        "Somebody deletes the cluster, and its associations with it.",
        "aws eks wait cluster-deleted --name {ClusterName} --region {Region}");

    /// <summary>The cluster's version does not know Pod Identity.</summary>
    public static readonly Cause ClusterTooOld = new(
        nameof(ClusterTooOld),
        "Cluster",
        "New pods have no AWS_CONTAINER_* variables, whatever is associated.",
        "EKS Pod Identity needs Kubernetes 1.24 or later, and of 1.24 to 1.31 a platform version that has it (1.24 eks.13, 1.25 eks.10, 1.26 eks.9, 1.27 eks.8, 1.28 eks.4, 1.29 eks.1, 1.30 eks.2, 1.31 eks.4). EKS raises platform versions by itself in time; an update of Kubernetes brings the newest at once.",
        "aws eks update-cluster-version --name {ClusterName} --region {Region} --kubernetes-version <next version>");

    /// <summary>EKS reports something wrong with the cluster.</summary>
    public static readonly Cause ClusterUnhealthy = new(
        nameof(ClusterUnhealthy),
        "Cluster",
        "The cluster is ACTIVE and lists health issues.",
        "EKS reports an issue with the cluster's own resources. It may keep nodes, the agent or updates from working.",
        "aws eks describe-cluster --name {ClusterName} --region {Region} --query cluster.health");
}
