namespace PodIdentity;

/// <summary>Asks for the set-up of a service account to be removed.</summary>
public sealed record RemoveSetupRequest : ServiceAccountRequest
{
    /// <summary>The role to remove when the association that named it is already gone.</summary>
    public string? RoleName { get; init; }

    /// <summary>Leave the role, even if this module made it and nothing else uses it.</summary>
    public bool KeepRole { get; init; }

    /// <summary>Remove the service account too, if this module created it.</summary>
    public bool RemoveServiceAccount { get; init; }

    /// <summary>Remove the agent add-on too, if no association of the cluster is left.</summary>
    public bool RemoveAgent { get; init; }
}
