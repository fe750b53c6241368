namespace PodIdentity;

/// <summary>Asks for every link from the caller to a pod's AWS call to be checked.</summary>
public sealed record TestSetupRequest : ServiceAccountRequest
{
    /// <summary>Look at this pod alone; null for all pods of the service account.</summary>
    public string? PodName { get; init; }

    /// <summary>IAM actions that pods must be allowed, e.g. <c>s3:ListAllMyBuckets</c>.</summary>
    public IReadOnlyList<string> Permission { get; init; } = [];

    /// <summary>Also run a pod of the service account that asks the agent, STS and the service.</summary>
    public bool Probe { get; init; }

    /// <summary>Image of that pod; must hold the AWS CLI.</summary>
    public string? Image { get; init; }

    /// <summary>Apply the fix of the root cause where that is safe, and check again.</summary>
    public bool Fix { get; init; }
}
