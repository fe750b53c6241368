namespace PodIdentity;

/// <summary>The links of the chain, by the names that checks have.</summary>
public static class Chain
{
    /// <summary>In the order of the data, from the caller to the service.</summary>
    public static IReadOnlyList<string> Links { get; } =
    [
        "Caller", "Cluster", "Agent", "NodeRole", "ServiceAccount", "Association", "Role", "TrustPolicy", "TargetRole", "Permission",
        "Webhook", "Pod", "Node", "Network", "Probe",
    ];
}
