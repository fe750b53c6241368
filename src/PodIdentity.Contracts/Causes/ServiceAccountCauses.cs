namespace PodIdentity;

public static partial class Causes
{
    /// <summary>The namespace does not exist.</summary>
    public static readonly Cause NamespaceMissing = new(
        nameof(NamespaceMissing),
        "ServiceAccount",
        "\"namespaces \\\"…\\\" not found\"; EKS accepts the association all the same.",
        "There is no such namespace in the cluster. EKS does not check the name of an association's namespace, so a typing error stays unnoticed.",
        "kubectl create namespace {Namespace}");

    /// <summary>The service account does not exist.</summary>
    public static readonly Cause ServiceAccountMissing = new(
        nameof(ServiceAccountMissing),
        "ServiceAccount",
        "Pods are not created: \"error looking up service account …: serviceaccount \\\"…\\\" not found\".",
        "There is no such service account, so no pod can run as it. EKS does not check the name of an association's service account.",
        "kubectl create serviceaccount {ServiceAccount} --namespace {Namespace}");

    /// <summary>The service account does not exist, but one of nearly the same name does.</summary>
    public static readonly Cause ServiceAccountMisspelt = new(
        nameof(ServiceAccountMisspelt),
        "ServiceAccount",
        "Pods run as the node's role although there is an association.",
        "There is no such service account, but one whose name is nearly the same. Names are matched exactly: an association with a typing error is accepted and never used.",
        "Test-PodIdentitySetup -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {Near}");

    /// <summary>The pod asked about runs as another service account.</summary>
    public static readonly Cause PodRunsAsOtherServiceAccount = new(
        nameof(PodRunsAsOtherServiceAccount),
        "ServiceAccount",
        "The pod runs as the node's role although its service account, as it seems, has an association.",
        "An association is for exactly one service account, and this pod runs as another. A pod without serviceAccountName runs as the service account called default.",
        "kubectl set serviceaccount deployment/<name> {ServiceAccount} --namespace {Namespace}");

    /// <summary>No pod runs as the service account, but some run as one that looks like a mistake.</summary>
    public static readonly Cause PodsRunAsOtherServiceAccount = new(
        nameof(PodsRunAsOtherServiceAccount),
        "ServiceAccount",
        "Pods run as the node's role although there is an association.",
        "No pod runs as this service account, while others of the namespace run as default, which is what a pod without serviceAccountName gets, or as one of nearly the same name.",
        "kubectl set serviceaccount deployment/<name> {ServiceAccount} --namespace {Namespace}");
}
