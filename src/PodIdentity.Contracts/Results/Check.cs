namespace PodIdentity;

/// <summary>What the diagnosis found at one link of the chain from the caller to the pod's AWS call.</summary>
public sealed record Check
{
    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The cluster's region.</summary>
    public required string Region { get; init; }

    /// <summary>Kubernetes namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Kubernetes service account.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>The link, e.g. <c>Association</c>, <c>TrustPolicy</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How the link is.</summary>
    public required CheckStatus Status { get; init; }

    /// <summary>What was seen, so that a person can verify it.</summary>
    public required string Evidence { get; init; }

    /// <summary>What is wrong, by id: the name of an entry of <see cref="Causes"/>; null when nothing is.</summary>
    public string? CauseId { get; init; }

    /// <summary>What is wrong, in words.</summary>
    public string? Cause { get; init; }

    /// <summary>What to do about it; a command to paste where one exists.</summary>
    public string? Fix { get; init; }

    /// <summary>What the check is about: an ARN, <c>namespace/name</c>, or an IAM action.</summary>
    public string? Target { get; init; }

    /// <summary>Whether this is the first broken link, from which later ones may only follow.</summary>
    public bool IsRootCause { get; init; }
}

/// <summary>How a link is.</summary>
public enum CheckStatus
{
    /// <summary>It is as it must be.</summary>
    Passed,

    /// <summary>It is not, and pods do not get what they should.</summary>
    Failed,

    /// <summary>It could not be read, or it is suspicious without being wrong.</summary>
    Warning,

    /// <summary>It was not checked: it does not apply, or follows from a link that failed.</summary>
    Skipped,
}
