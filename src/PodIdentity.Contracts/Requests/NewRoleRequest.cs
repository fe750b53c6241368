namespace PodIdentity;

/// <summary>Asks for a role that pods can assume.</summary>
public sealed record NewRoleRequest
{
    /// <summary>How AWS is reached.</summary>
    public Connection Connection { get; init; } = new();

    /// <summary>1 to 64 characters of <c>[A-Za-z0-9_+=,.@-]</c>.</summary>
    public required string RoleName { get; init; }

    /// <summary>Managed policies by name (AWS managed first, then the account's own) or ARN; at most 10 by default quota.</summary>
    public IReadOnlyList<string> ManagedPolicy { get; init; } = [];

    /// <summary>Inline policies: name, and document as JSON.</summary>
    public IReadOnlyDictionary<string, string> InlinePolicy { get; init; } = new Dictionary<string, string>();

    /// <summary>Managed policy, by name or ARN, that bounds what the role can ever be allowed; null leaves it as it is.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>Path of a new role, <c>/</c> or <c>/…/</c>; null for <c>/</c>. A role cannot be moved.</summary>
    public string? Path { get; init; }

    /// <summary>Up to 1,000 characters; null leaves it as it is.</summary>
    public string? Description { get; init; }

    /// <summary>The longest session that may be asked for, 3,600 to 43,200 s; null leaves it as it is (3,600 for a new role).</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>Trust only associations of these accounts (12 digits), by <c>aws:SourceAccount</c>.</summary>
    public IReadOnlyList<string> RestrictToAccount { get; init; } = [];

    /// <summary>Trust only pods of these clusters (names or ARNs), by session tag.</summary>
    public IReadOnlyList<string> RestrictToCluster { get; init; } = [];

    /// <summary>Trust only pods of these service accounts, <c>namespace/name</c>, by session tags.</summary>
    public IReadOnlyList<string> RestrictToServiceAccount { get; init; } = [];

    /// <summary>Whole trust policy as JSON, in place of the module's own; null for that.</summary>
    public string? TrustPolicy { get; init; }

    /// <summary>Tags to set; others on an existing role stay.</summary>
    public IReadOnlyDictionary<string, string> Tag { get; init; } = new Dictionary<string, string>();

    /// <summary>Changes the trust policy of an existing role that does not trust as asked for, by adding the statement that it lacks.</summary>
    public bool Force { get; init; }

    /// <summary>The longest a wait may take; null for the operation's own default.</summary>
    public TimeSpan? Timeout { get; init; }
}
