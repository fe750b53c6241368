namespace PodIdentity;

/// <summary>What a pod of a service account may do on S3, and who it is to AWS.</summary>
public sealed record S3AccessResult
{
    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The cluster's region.</summary>
    public required string Region { get; init; }

    /// <summary>Kubernetes namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Kubernetes service account.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>Whether the buckets could be listed, and the objects of <see cref="Bucket"/> if it was given.</summary>
    public required bool Allowed { get; init; }

    /// <summary>The buckets; empty when denied.</summary>
    public IReadOnlyList<string> Buckets { get; init; } = [];

    /// <summary>The bucket whose objects were listed too; null when none was given.</summary>
    public string? Bucket { get; init; }

    /// <summary>Keys of the first objects of <see cref="Bucket"/>; empty when denied or not asked for.</summary>
    public IReadOnlyList<string> Objects { get; init; } = [];

    /// <summary>Who AWS says the pod is; null without credentials.</summary>
    public string? PrincipalArn { get; init; }

    /// <summary>Where the pod's credentials came from.</summary>
    public required IdentitySource IdentitySource { get; init; }

    /// <summary>AWS's error code, e.g. <c>AccessDenied</c>; null when allowed.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The error text as the pod saw it; null when allowed.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The layer of IAM that refused, in AWS's words, e.g. <c>no identity-based policy</c>; null when AWS did not say.</summary>
    public string? DeniedBy { get; init; }

    /// <summary>The pod's <c>AWS_*</c> variables; the values of secrets are left out.</summary>
    public IReadOnlyDictionary<string, string> InjectedEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>The pod that the test ran in.</summary>
    public required string PodName { get; init; }

    /// <summary>The node that it ran on.</summary>
    public required string NodeName { get; init; }

    /// <summary>Why access was denied, or why it was allowed by another identity than the association's; null when all is well.</summary>
    public string? Cause { get; init; }

    /// <summary>What to do about it; a command where one exists.</summary>
    public string? Fix { get; init; }

    /// <summary>How long the test took.</summary>
    public TimeSpan Elapsed { get; init; }
}

/// <summary>Where a pod's credentials come from.</summary>
public enum IdentitySource
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>The pod's own role, through EKS Pod Identity.</summary>
    PodIdentity,

    /// <summary>The role of the node that the pod runs on.</summary>
    NodeRole,

    /// <summary>A role by web identity: IAM roles for service accounts (IRSA).</summary>
    WebIdentity,

    /// <summary>Access keys in the pod's environment or files.</summary>
    StaticCredentials,
}
