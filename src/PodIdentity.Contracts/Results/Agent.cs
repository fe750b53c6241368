namespace PodIdentity;

/// <summary>The EKS Pod Identity Agent of a cluster.</summary>
public sealed record Agent
{
    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The cluster's region.</summary>
    public required string Region { get; init; }

    /// <summary>Where the agent comes from.</summary>
    public required AgentSource Source { get; init; }

    /// <summary>The add-on's status in EKS's own words (<c>ACTIVE</c>, <c>DEGRADED</c>, …). Without an add-on: <c>ACTIVE</c> when the agent
    /// is built in or ready on all its nodes, <c>DEGRADED</c> when it is not, <c>ABSENT</c> when there is none.</summary>
    public required string Status { get; init; }

    /// <summary>The add-on's version; null without one.</summary>
    public string? AddonVersion { get; init; }

    /// <summary>ARN of the add-on; null without one.</summary>
    public string? AddonArn { get; init; }

    /// <summary>The add-on's configuration as JSON; null without one.</summary>
    public string? ConfigurationValues { get; init; }

    /// <summary>Nodes that the agent should run on.</summary>
    public required int DesiredNodes { get; init; }

    /// <summary>Nodes that it is ready on.</summary>
    public required int ReadyNodes { get; init; }

    /// <summary>What EKS says is wrong with the add-on.</summary>
    public IReadOnlyList<AgentHealthIssue> HealthIssues { get; init; } = [];

    /// <summary>Every node of the cluster, and the agent on it.</summary>
    public IReadOnlyList<AgentNode> Nodes { get; init; } = [];

    /// <summary>What the installation did; null when nothing was asked for but the state.</summary>
    public Change? Change { get; init; }

    /// <summary>How long the installation took, waits included.</summary>
    public TimeSpan? Elapsed { get; init; }
}

/// <summary>Where the agent comes from.</summary>
public enum AgentSource
{
    /// <summary>There is none.</summary>
    Absent,

    /// <summary>The EKS add-on <c>eks-pod-identity-agent</c>.</summary>
    AddOn,

    /// <summary>A DaemonSet that someone installed by other means, such as Helm.</summary>
    SelfManaged,

    /// <summary>EKS Auto Mode, whose nodes have it built in.</summary>
    BuiltIn,
}

/// <summary>An issue that EKS reports on the add-on.</summary>
/// <param name="Code">e.g. <c>InsufficientNumberOfReplicas</c>.</param>
/// <param name="Message">EKS's text.</param>
/// <param name="ResourceIds">What it is about.</param>
public sealed record AgentHealthIssue(string Code, string Message, IReadOnlyList<string> ResourceIds);

/// <summary>The agent on one node.</summary>
/// <param name="NodeName">Kubernetes name of the node.</param>
/// <param name="Expected">Whether the agent should run there; not so on Fargate, Windows, hybrid and Auto Mode nodes.</param>
/// <param name="Ready">Whether its pod there is ready.</param>
/// <param name="PodName">Its pod, if there is one.</param>
/// <param name="Reason">Why it is not expected or not ready; null when all is well.</param>
public sealed record AgentNode(string NodeName, bool Expected, bool Ready, string? PodName, string? Reason);
