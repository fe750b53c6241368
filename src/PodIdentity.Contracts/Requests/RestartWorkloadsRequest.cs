namespace PodIdentity;

/// <summary>Asks for the workloads of a service account to be restarted where their pods do not have what its association gives.</summary>
public sealed record RestartWorkloadsRequest : ServiceAccountRequest
{
    /// <summary>Delete and create anew also the pods that no controller would replace.</summary>
    public bool Force { get; init; }

    /// <summary>Return as soon as the rollouts have begun.</summary>
    public bool NoWait { get; init; }
}
