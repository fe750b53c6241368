namespace PodIdentity.Lab;

/// <summary>What the world starts with.</summary>
internal sealed record LabOptions
{
    /// <summary>Port of the AWS endpoint; 0 lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>Where the ready line is written as well, if anywhere.</summary>
    public string? ReadyFile { get; init; }

    /// <summary>Added to every AWS call. The admin API changes it while the world runs.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>How long a new or changed association, role or policy stays unseen by others. The admin API changes it while the world runs.</summary>
    public TimeSpan ConsistencyDelay { get; set; }

    /// <summary>How long an add-on takes from CREATING to ACTIVE, and from DELETING to gone.</summary>
    public TimeSpan AddonDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a pod takes from Pending to Running.</summary>
    public TimeSpan PodStartDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Pods run the machine's real AWS CLI in place of the built-in one.</summary>
    public bool AwsCli { get; init; }

    /// <summary>Nodes of each cluster.</summary>
    public int Nodes { get; init; } = 2;

    /// <summary>Ends the lab when this process goes.</summary>
    public int? ParentProcessId { get; init; }

    public string Region { get; init; } = "us-east-1";

    public string AccountId { get; init; } = "111122223333";

    public IReadOnlyList<string> ClusterNames { get; init; } = ["eksdemo1"];
}
