namespace PodIdentity;

/// <summary>Asks for the agent to be installed.</summary>
public sealed record InstallAgentRequest : ClusterRequest
{
    /// <summary>Version of the add-on, e.g. <c>v1.3.10-eksbuild.2</c>; or <c>Latest</c>, or <c>Default</c>, of those that EKS offers for the cluster's
    /// Kubernetes version. Null: the default for a new add-on, and an installed one keeps its version.</summary>
    public string? AddonVersion { get; init; }

    /// <summary>The add-on's configuration as JSON, checked against its schema; null leaves it as it is.</summary>
    public string? ConfigurationValues { get; init; }

    /// <summary>What becomes of settings that others changed in the cluster; null for the operation's own choice: a new add-on refuses them,
    /// an installed one preserves them.</summary>
    public ConflictResolution? ResolveConflict { get; init; }

    /// <summary>Mend an add-on that failed or is degraded: update it in place, overwriting conflicts, or replace it where EKS allows no update.</summary>
    public bool Force { get; init; }

    /// <summary>Return as soon as EKS accepted the request.</summary>
    public bool NoWait { get; init; }
}

/// <summary>Asks for the agent's state.</summary>
public sealed record GetAgentRequest : ClusterRequest;

/// <summary>What EKS does with fields of the add-on's objects that somebody else set in the cluster.</summary>
public enum ConflictResolution
{
    /// <summary>The operation fails on a conflict.</summary>
    None,

    /// <summary>EKS's values win.</summary>
    Overwrite,

    /// <summary>The values in the cluster stay.</summary>
    Preserve,
}
