namespace PodIdentity;

public static partial class Causes
{
    private const string MoveToLinux = "Give the pod template of {Owner} a node selector for Linux EC2 nodes, or use IAM roles for service accounts (IRSA) there";

    /// <summary>Pods on Fargate.</summary>
    public static readonly Cause PodOnFargate = new(
        nameof(PodOnFargate),
        "Node",
        "The pod has the AWS_CONTAINER_* variables, but nothing answers at 169.254.170.23.",
        "The pod runs on Fargate, which EKS Pod Identity does not support: there is no agent.",
        MoveToLinux);

    /// <summary>Pods on Windows.</summary>
    public static readonly Cause PodOnWindows = new(
        nameof(PodOnWindows),
        "Node",
        "The pod has the AWS_CONTAINER_* variables, but nothing answers at 169.254.170.23.",
        "The pod runs on a Windows node, which EKS Pod Identity does not support: there is no agent.",
        MoveToLinux);

    /// <summary>Pods on hybrid nodes without an agent.</summary>
    public static readonly Cause HybridNodeWithoutAgent = new(
        nameof(HybridNodeWithoutAgent),
        "Node",
        "Connection refused or timed out at 169.254.170.23, on hybrid nodes only.",
        "Hybrid nodes have an agent only if the add-on (v1.3.3-eksbuild.1 or later) is configured for them; it also takes enableCredentialsFile in the nodes' configuration.",
        "aws eks update-addon --cluster-name {ClusterName} --region {Region} --addon-name eks-pod-identity-agent --resolve-conflicts PRESERVE --configuration-values '{\"daemonsets\":{\"hybrid\":{\"create\":true}}}'");

    /// <summary>The node does not answer.</summary>
    public static readonly Cause NodeNotReady = new(
        nameof(NodeNotReady),
        "Node",
        "NotReady in `kubectl get nodes`; pods there answer no more.",
        "The pod's node is not ready: neither the pod nor the agent beside it can be relied on.",
        "kubectl describe node {Node}");

    /// <summary>The pod was given the agent's IPv6 address in an IPv4 cluster.</summary>
    public static readonly Cause AgentAddressOfOtherFamily = new(
        nameof(AgentAddressOfOtherFamily),
        "Node",
        "Network is unreachable: http://[fd00:ec2::23]/v1/credentials",
        "The pod was given the agent's IPv6 address, while the cluster's pods have IPv4 addresses.",
        Restart);
}
