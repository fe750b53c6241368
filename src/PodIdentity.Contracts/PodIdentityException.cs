namespace PodIdentity;

/// <summary>An error that a user can meet and act on; becomes one PowerShell error record.</summary>
public sealed class PodIdentityException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="condition">The condition in one word, e.g. <c>ClusterNotFound</c>; a contract with users' scripts.</param>
    /// <param name="kind">The category.</param>
    /// <param name="target">What the error is about: a name, an ARN, the offending value.</param>
    /// <param name="message">What happened.</param>
    /// <param name="recommendedAction">The way out: the cmdlet, parameter or permission to fix.</param>
    /// <param name="innerException">The cause, if any.</param>
    public PodIdentityException(
        string condition,
        ErrorKind kind,
        object? target,
        string message,
        string recommendedAction,
        Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = "PodIdentity." + condition;
        Kind = kind;
        Target = target;
        RecommendedAction = recommendedAction;
    }

    /// <summary><c>PodIdentity.&lt;Condition&gt;</c>; stable across versions.</summary>
    public string ErrorId { get; }

    /// <summary>The category.</summary>
    public ErrorKind Kind { get; }

    /// <summary>What the error is about.</summary>
    public object? Target { get; }

    /// <summary>The way out.</summary>
    public string RecommendedAction { get; }
}

/// <summary>Category of an error, by the names of PowerShell's <c>ErrorCategory</c>.</summary>
public enum ErrorKind
{
    /// <summary>None of the others.</summary>
    NotSpecified,

    /// <summary>A parameter's value cannot be right.</summary>
    InvalidArgument,

    /// <summary>What is named does not exist.</summary>
    ObjectNotFound,

    /// <summary>There is one already, and it differs.</summary>
    ResourceExists,

    /// <summary>It belongs to someone else, is in use or is in a state that forbids the operation.</summary>
    InvalidOperation,

    /// <summary>The caller lacks a permission.</summary>
    PermissionDenied,

    /// <summary>The caller could not be authenticated, or has no credentials.</summary>
    AuthenticationError,

    /// <summary>An endpoint could not be reached.</summary>
    ConnectionError,

    /// <summary>The wait ended before the goal was reached.</summary>
    OperationTimeout,

    /// <summary>A service or component is not in a working state.</summary>
    ResourceUnavailable,

    /// <summary>A quota is used up.</summary>
    QuotaExceeded,

    /// <summary>A service answered what it should not.</summary>
    InvalidResult,
}
