namespace PodIdentity;

/// <summary>Asks for a role to be given to a service account.</summary>
public sealed record NewAssociationRequest : ServiceAccountRequest
{
    /// <summary>ARN of the role; or null with <see cref="RoleName"/>.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Name of the role in the cluster's account; or null with <see cref="RoleArn"/>.</summary>
    public string? RoleName { get; init; }

    /// <summary>Role, usually of another account, that <see cref="RoleArn"/> goes on to assume; null leaves it as it is, empty removes it.</summary>
    public string? TargetRoleArn { get; init; }

    /// <summary>Leave the six session tags out; null leaves an existing association as it is.</summary>
    public bool? DisableSessionTag { get; init; }

    /// <summary>Session policy as JSON, at most 2,048 characters; needs <see cref="DisableSessionTag"/>. Null leaves it as it is, empty removes it.</summary>
    public string? Policy { get; init; }

    /// <summary>Tags of the association.</summary>
    public IReadOnlyDictionary<string, string> Tag { get; init; } = new Dictionary<string, string>();

    /// <summary>Create the service account when it is missing.</summary>
    public bool CreateServiceAccount { get; init; }

    /// <summary>Once it is effective, restart the workloads whose pods do not have what the association gives.</summary>
    public bool RestartWorkload { get; init; }

    /// <summary>Replace the role of an existing association.</summary>
    public bool Force { get; init; }

    /// <summary>Return as soon as EKS accepted the request.</summary>
    public bool NoWait { get; init; }
}

/// <summary>Asks for associations.</summary>
public sealed record GetAssociationsRequest : ClusterRequest
{
    /// <summary>Only those of this namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>Only those of this service account.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>Only those with this role, by ARN.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Only those with this role, by name.</summary>
    public string? RoleName { get; init; }

    /// <summary>Only this one: <c>a-</c> and 17 letters and digits.</summary>
    public string? AssociationId { get; init; }
}

/// <summary>Asks for one association to be deleted: that with the id, or that of the service account.</summary>
public sealed record RemoveAssociationRequest : ClusterRequest
{
    /// <summary>Namespace of the service account; or null with <see cref="AssociationId"/>.</summary>
    public string? Namespace { get; init; }

    /// <summary>The service account; or null with <see cref="AssociationId"/>.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary><c>a-</c> and 17 letters and digits; wins over namespace and service account, which it must then belong to where they are given.</summary>
    public string? AssociationId { get; init; }

    /// <summary>Return as soon as EKS accepted the request.</summary>
    public bool NoWait { get; init; }
}
