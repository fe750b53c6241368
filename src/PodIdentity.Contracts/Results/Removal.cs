namespace PodIdentity;

/// <summary>What became of one thing that was to be removed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name or id.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Reason">Why it was kept or could not be removed; null otherwise.</param>
public sealed record Removal(RemovalKind Kind, string Name, RemovalResult Result, string? Reason = null);

/// <summary>Kinds of things that a set-up consists of.</summary>
public enum RemovalKind
{
    /// <summary>A pod made by a test.</summary>
    ProbePod,

    /// <summary>A pod identity association.</summary>
    Association,

    /// <summary>An IAM role.</summary>
    Role,

    /// <summary>A Kubernetes service account.</summary>
    ServiceAccount,

    /// <summary>The agent add-on.</summary>
    Agent,
}

/// <summary>What became of a thing that was to be removed.</summary>
public enum RemovalResult
{
    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It was not there.</summary>
    NotFound,

    /// <summary>It was left, for the reason given.</summary>
    Kept,

    /// <summary>It could not be removed, for the reason given.</summary>
    Failed,
}
