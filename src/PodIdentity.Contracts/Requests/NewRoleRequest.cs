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

    /// <summary>Up to 1,000 characters; used when the role is created.</summary>
    public string? Description { get; init; }

    /// <summary>Tags to set; others on an existing role stay.</summary>
    public IReadOnlyDictionary<string, string> Tag { get; init; } = new Dictionary<string, string>();

    /// <summary>Adds the trust statement for <c>pods.eks.amazonaws.com</c> to an existing role that lacks it.</summary>
    public bool Force { get; init; }

    /// <summary>The longest a wait may take; null for the operation's own default.</summary>
    public TimeSpan? Timeout { get; init; }
}
