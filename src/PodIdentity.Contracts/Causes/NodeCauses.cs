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
