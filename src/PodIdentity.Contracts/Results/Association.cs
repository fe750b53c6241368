namespace PodIdentity;

/// <summary>A pod identity association: the role that pods of a service account get.</summary>
public sealed record Association
{
    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The cluster's region.</summary>
    public required string Region { get; init; }

    /// <summary>Kubernetes namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Kubernetes service account.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>ARN of the role.</summary>
    public required string RoleArn { get; init; }

    /// <summary>Name of the role.</summary>
    public required string RoleName { get; init; }

    /// <summary><c>a-</c> and 17 letters and digits.</summary>
    public required string AssociationId { get; init; }

    /// <summary>ARN of the association.</summary>
    public required string AssociationArn { get; init; }

    /// <summary>Role that <see cref="RoleArn"/> goes on to assume.</summary>
    public string? TargetRoleArn { get; init; }

    /// <summary>What the target role's trust policy may ask for in <c>sts:ExternalId</c>.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Whether the six session tags are left out.</summary>
    public bool DisableSessionTag { get; init; }

    /// <summary>Session policy, as JSON.</summary>
    public string? Policy { get; init; }

    /// <summary>The association's tags.</summary>
    public IReadOnlyDictionary<string, string> Tag { get; init; } = new Dictionary<string, string>();

    /// <summary>ARN of the add-on that owns the association; null when nobody does.</summary>
    public string? OwnerArn { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public DateTime? CreatedAt { get; init; }

    /// <summary>When it was last changed, UTC.</summary>
    public DateTime? ModifiedAt { get; init; }

    /// <summary>Whether new pods were seen to get credentials through it; null when that was not tried.</summary>
    public bool? Effective { get; init; }

    /// <summary>What was done; null when nothing was asked for but the state.</summary>
    public Change? Change { get; init; }

    /// <summary>How long it took, waits included.</summary>
    public TimeSpan? Elapsed { get; init; }
}
