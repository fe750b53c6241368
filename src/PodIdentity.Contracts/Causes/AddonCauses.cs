namespace PodIdentity;

// The codes that EKS gives to issues of an add-on.
public static partial class Causes
{
    private const string ShowAddon = "aws eks describe-addon --cluster-name {ClusterName} --region {Region} --addon-name eks-pod-identity-agent --query addon.health";

    /// <summary>The add-on is being changed.</summary>
    public static readonly Cause AddonChanging = new(
        nameof(AddonChanging),
        "Agent",
        "The add-on is CREATING, UPDATING or DELETING.",
        "The agent's add-on is being changed; until that ends, nodes may be without an agent.",
        "Install-EksPodIdentityAgent -ClusterName {ClusterName}");

    /// <summary>The add-on failed without a code that is known.</summary>
    public static readonly Cause AddonUnhealthy = new(
        nameof(AddonUnhealthy),
        "Agent",
        "The add-on is CREATE_FAILED, UPDATE_FAILED, DELETE_FAILED or DEGRADED.",
        "EKS could not bring the agent's add-on into the state that it should be in. What ran before runs on.",
        ShowAddon);

    /// <summary>EKS may not act in the cluster.</summary>
    public static readonly Cause AddonAccessDenied = new(
        nameof(AddonAccessDenied),
        "Agent",
        "Health issue AccessDenied",
        "EKS may not write to the cluster: somebody took rights from its own user eks:addon-manager, or the binding of the cluster role of that name.",
        "kubectl get clusterrole,clusterrolebinding eks:addon-manager -o yaml");

    /// <summary>EKS itself failed.</summary>
    public static readonly Cause AddonInternalFailure = new(
        nameof(AddonInternalFailure),
        "Agent",
        "Health issue InternalFailure",
        "EKS itself failed while it handled the add-on. Trying again is what can be done.",
        "Install-EksPodIdentityAgent -ClusterName {ClusterName} -Force");

    /// <summary>EKS does not reach the cluster.</summary>
    public static readonly Cause AddonClusterUnreachable = new(
        nameof(AddonClusterUnreachable),
        "Agent",
        "Health issue ClusterUnreachable",
        "EKS could not reach the cluster's API server for the add-on, for a while or because it is overloaded.",
        "aws eks describe-cluster --name {ClusterName} --region {Region} --query cluster.health");

    /// <summary>Pods of the agent are missing.</summary>
    public static readonly Cause AddonReplicasMissing = new(
        nameof(AddonReplicasMissing),
        "Agent",
        "Health issue InsufficientNumberOfReplicas",
        "The agent's DaemonSet has fewer ready pods than it wants: taints, a lack of CPU or memory, or images that cannot be pulled.",
        "kubectl get pods --all-namespaces -l app.kubernetes.io/name=eks-pod-identity-agent -o wide");

    /// <summary>Somebody else owns what the add-on wants to write.</summary>
    public static readonly Cause AddonConfigurationConflict = new(
        nameof(AddonConfigurationConflict),
        "Agent",
        "Health issue ConfigurationConflict",
        "Objects of the agent are there already, made or changed by somebody else (Helm, kubectl), and the add-on was not told to overwrite them.",
        "Install-EksPodIdentityAgent -ClusterName {ClusterName} -ResolveConflict Overwrite -Force");

    /// <summary>An admission webhook refuses the agent.</summary>
    public static readonly Cause AddonAdmissionDenied = new(
        nameof(AddonAdmissionDenied),
        "Agent",
        "Health issue AdmissionRequestDenied",
        "An admission webhook or policy of the cluster refuses the agent's objects, often because the agent is privileged and uses the host's network. Exempt kube-system/eks-pod-identity-agent.",
        "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations");

    /// <summary>The add-on was changed in a way that EKS does not support.</summary>
    public static readonly Cause AddonModificationUnsupported = new(
        nameof(AddonModificationUnsupported),
        "Agent",
        "Health issue UnsupportedAddonModification",
        "The agent's objects were changed in a way that EKS does not support. Overwriting brings them back; settings belong into the add-on's configuration.",
        "Install-EksPodIdentityAgent -ClusterName {ClusterName} -ResolveConflict Overwrite -Force");

    /// <summary>Something of the agent is gone.</summary>
    public static readonly Cause AddonResourceMissing = new(
        nameof(AddonResourceMissing),
        "Agent",
        "Health issue K8sResourceNotFound",
        "An object of the add-on that should be in the cluster is not there. Installing it again makes it.",
        "Install-EksPodIdentityAgent -ClusterName {ClusterName} -ResolveConflict Overwrite -Force");

    /// <summary>The add-on takes a subscription.</summary>
    public static readonly Cause AddonSubscriptionNeeded = new(
        nameof(AddonSubscriptionNeeded),
        "Agent",
        "Health issue AddonSubscriptionNeeded",
        "EKS asks for a subscription in AWS Marketplace. The agent needs none, so this add-on is not EKS's own.",
        ShowAddon);

    /// <summary>The add-on lacks a permission.</summary>
    public static readonly Cause AddonPermissionFailure = new(
        nameof(AddonPermissionFailure),
        "Agent",
        "Health issue AddonPermissionFailure",
        "The add-on lacks a permission in AWS. The agent uses the role of its node: that role needs eks-auth:AssumeRoleForPodIdentity.",
        ShowAddon);
}
