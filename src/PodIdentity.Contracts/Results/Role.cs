namespace PodIdentity;

/// <summary>An IAM role for pods.</summary>
public sealed record Role
{
    /// <summary>Name of the role.</summary>
    public required string RoleName { get; init; }

    /// <summary>ARN of the role.</summary>
    public required string RoleArn { get; init; }

    /// <summary>ARNs of the managed policies attached to it.</summary>
    public IReadOnlyList<string> ManagedPolicy { get; init; } = [];

    /// <summary>Inline policies: name, and document as JSON.</summary>
    public IReadOnlyDictionary<string, string> InlinePolicy { get; init; } = new Dictionary<string, string>();

    /// <summary>ARN of the managed policy that bounds the role; null without one.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>Path of the role.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The longest session that may be asked for, in seconds.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>The trust policy, as JSON.</summary>
    public required string TrustPolicy { get; init; }

    /// <summary>The role's description.</summary>
    public string? Description { get; init; }

    /// <summary>The role's tags.</summary>
    public IReadOnlyDictionary<string, string> Tag { get; init; } = new Dictionary<string, string>();

    /// <summary>When the role was created, UTC.</summary>
    public DateTime? CreatedAt { get; init; }

    /// <summary>What was done.</summary>
    public required Change Change { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }
}
