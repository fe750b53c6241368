namespace PodIdentity;

/// <summary>A workload whose pods run as a service account, and what a restart did to it.</summary>
public sealed record Workload
{
    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The cluster's region.</summary>
    public required string Region { get; init; }

    /// <summary>Kubernetes namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Kubernetes service account of its pods.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>Kubernetes kind of what owns the pods: <c>Deployment</c>, <c>StatefulSet</c>, <c>DaemonSet</c>, <c>Job</c>, …; <c>Pod</c> for a pod without owner.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How many of its pods were found without what the association gives.</summary>
    public required int StalePods { get; init; }

    /// <summary>Updated when it was restarted; Unchanged when it was not.</summary>
    public required Change Change { get; init; }

    /// <summary>Why it was left alone although pods are stale; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>How long the restart took, the rollout included.</summary>
    public TimeSpan? Elapsed { get; init; }
}
