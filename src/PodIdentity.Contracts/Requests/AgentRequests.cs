namespace PodIdentity;

/// <summary>Asks for the agent to be installed.</summary>
public sealed record InstallAgentRequest : ClusterRequest
{
    /// <summary>Version of the add-on, e.g. <c>v1.3.10-eksbuild.2</c>; null for the default of the cluster's Kubernetes version.
    /// An installed add-on is only changed when a version is given and differs.</summary>
    public string? AddonVersion { get; init; }

    /// <summary>Return as soon as EKS accepted the request.</summary>
    public bool NoWait { get; init; }
}

/// <summary>Asks for the agent's state.</summary>
public sealed record GetAgentRequest : ClusterRequest;
