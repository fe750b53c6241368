namespace PodIdentity.Lab.Bridge;

/// <summary>What a cluster asks of AWS. With <see cref="ICluster"/> the only place where the two halves of the lab meet.</summary>
internal interface ICloud
{
    /// <summary>Base address of the AWS endpoint (all services).</summary>
    Uri Endpoint { get; }

    /// <summary>Base address of the instance metadata of one node: what 169.254.169.254 is to a pod on it. Null where there is none.</summary>
    Uri? MetadataEndpoint(string clusterName, string nodeName);

    string Region { get; }

    string AccountId { get; }

    /// <summary>The instances that the cluster's nodes run on.</summary>
    IReadOnlyList<NodeInstance> Instances(string clusterName);

    /// <summary>Who a bearer token of <c>aws eks get-token</c> belongs to, and what the cluster's access entries give; null for a stranger.</summary>
    Task<ClusterCaller?> AuthenticateAsync(string clusterName, string bearerToken, CancellationToken cancellationToken);

    /// <summary>Whether the webhook sees an association for this service account (after the consistency delay).</summary>
    bool IsAssociated(string clusterName, string @namespace, string serviceAccount);

    /// <summary>Whether pods have IPv6 addresses, and find the agent at its own.</summary>
    bool IsIpv6(string clusterName);
}

/// <summary>What a node runs on: mostly an EC2 instance.</summary>
/// <param name="NodeName">Kubernetes name, e.g. <c>ip-192-168-11-24.ec2.internal</c>.</param>
/// <param name="InstanceId"><c>i-</c> and 17 hexadecimal digits; the node role's session name.</param>
/// <param name="RoleArn">The node instance role.</param>
/// <param name="AvailabilityZone">e.g. <c>us-east-1a</c>.</param>
/// <param name="Kind">What kind of node it is.</param>
internal sealed record NodeInstance(string NodeName, string InstanceId, string RoleArn, string AvailabilityZone, NodeKind Kind = NodeKind.Ec2);

/// <summary>The kinds of nodes that a cluster of EKS can have. The agent's DaemonSet runs on the first only; Auto Mode nodes have it built in.</summary>
internal enum NodeKind { Ec2, Windows, Auto, Fargate, Hybrid }

/// <summary>A caller that the cluster knows.</summary>
/// <param name="Arn">IAM ARN of the user or role, the Kubernetes user name.</param>
/// <param name="Access">Administrator, viewer, or what the rules say (no access entry at all is 401 in EKS).</param>
/// <param name="Rules">The rules, if they decide.</param>
internal sealed record ClusterCaller(string Arn, ClusterAccess Access, IReadOnlyList<AccessRule>? Rules = null);

internal enum ClusterAccess { Viewer, Administrator, ByRule }

/// <summary>A right as RBAC words it.</summary>
/// <param name="Resource">With group and subresource, e.g. <c>pods</c>, <c>pods/exec</c>, <c>daemonsets.apps</c>.</param>
/// <param name="Verbs">e.g. <c>get</c>, <c>list</c>.</param>
/// <param name="Namespace">Where; null for everywhere.</param>
internal sealed record AccessRule(string Resource, IReadOnlyList<string> Verbs, string? Namespace = null);
