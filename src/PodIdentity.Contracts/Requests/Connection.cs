namespace PodIdentity;

/// <summary>How AWS and the cluster are reached. What is left out comes from the AWS SDK's own chain (environment, profile, container, instance).</summary>
public sealed record Connection
{
    /// <summary>AWS region, e.g. <c>us-east-1</c>; an ARN given as cluster name brings its own.</summary>
    public string? Region { get; init; }

    /// <summary>Profile of the shared AWS configuration files.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Address of all AWS services, in place of their public endpoints.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Kubeconfig file to use in place of the endpoint, certificate authority and token that EKS gives.</summary>
    public string? KubeConfigPath { get; init; }

    /// <summary>Context of the kubeconfig; its current one when left out.</summary>
    public string? KubeContext { get; init; }
}

/// <summary>What every request to a cluster has.</summary>
public abstract record ClusterRequest
{
    /// <summary>How AWS and the cluster are reached.</summary>
    public Connection Connection { get; init; } = new();

    /// <summary>Name or ARN of the cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The longest a wait may take; null for the operation's own default.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>What every request about one service account has.</summary>
public abstract record ServiceAccountRequest : ClusterRequest
{
    /// <summary>Kubernetes namespace; need not exist for an association.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the Kubernetes service account; matched exactly, without wildcards.</summary>
    public required string ServiceAccount { get; init; }
}
