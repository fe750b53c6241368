namespace PodIdentity;

public static partial class Causes
{
    /// <summary>The nodes' role lacks the agent's permission.</summary>
    public static readonly Cause NodeRoleNotAllowed = new(
        nameof(NodeRoleNotAllowed),
        "NodeRole",
        "The agent answers AccessDeniedException and names the node's role and eks-auth:AssumeRoleForPodIdentity.",
        "The agent asks for the pods' credentials with the role of its node, and no policy allows that role to. The policies for worker nodes hold the permission.",
        "aws iam attach-role-policy --role-name {NodeRole} --policy-arn arn:{Partition}:iam::aws:policy/AmazonEKSWorkerNodePolicy");

    /// <summary>A policy denies the nodes' role the agent's permission.</summary>
    public static readonly Cause NodeRoleDenied = new(
        nameof(NodeRoleDenied),
        "NodeRole",
        "The agent answers AccessDeniedException \"with an explicit deny\", though the node's role has AmazonEKSWorkerNodePolicy.",
        "The agent asks with the role of its node, and a policy denies that role eks-auth:AssumeRoleForPodIdentity. A denial beats whatever allows it; take the action out of it.",
        "aws iam list-role-policies --role-name {NodeRole}; aws iam list-attached-role-policies --role-name {NodeRole}");

    /// <summary>The permissions boundary of the nodes' role leaves the permission out.</summary>
    public static readonly Cause NodeRoleBounded = new(
        nameof(NodeRoleBounded),
        "NodeRole",
        "The agent answers AccessDeniedException \"because no permissions boundary allows the eks-auth:AssumeRoleForPodIdentity action\".",
        "The node's role has a permissions boundary that does not allow eks-auth:AssumeRoleForPodIdentity, whatever its policies say. Add the action to the boundary.",
        "aws iam get-role --role-name {NodeRole} --query Role.PermissionsBoundary");

    /// <summary>The nodes' role does not exist.</summary>
    public static readonly Cause NodeRoleDeleted = new(
        nameof(NodeRoleDeleted),
        "NodeRole",
        "The agent finds no credentials of its own.",
        "The role of the nodes was deleted. Nodes lose their credentials and the cluster in the end; the node group has to be made anew with another role.",
        "aws iam get-role --role-name {NodeRole}");

    /// <summary>The role of nodes is not told by EKS.</summary>
    public static readonly Cause NodeRoleUnknown = new(
        nameof(NodeRoleUnknown),
        "NodeRole",
        "The nodes are self-managed, Karpenter's, or hybrid.",
        "EKS tells the role of managed node groups only. Whatever role these nodes have, it must be allowed eks-auth:AssumeRoleForPodIdentity, as by AmazonEKSWorkerNodePolicy.",
        "aws iam simulate-principal-policy --policy-source-arn <ARN of the nodes' role> --action-names eks-auth:AssumeRoleForPodIdentity");
}
