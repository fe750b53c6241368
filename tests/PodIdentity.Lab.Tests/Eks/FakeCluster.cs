using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Tests.Eks;

/// <summary>A cluster whose DaemonSet and tokens are what the test says.</summary>
internal sealed class FakeCluster(string name) : ICluster
{
    public string Name => name;

    public string Version { get; set; } = "1.33";

    public Uri Endpoint { get; } = new("https://127.0.0.1:6443");

    public string CertificateAuthority => "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";

    public string Issuer => "https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";

    /// <summary>What the DaemonSet becomes when it is applied.</summary>
    public AgentRollout Applied { get; set; } = new(Exists: true, Desired: 2, Ready: 2);

    public AgentRollout Rollout { get; set; } = new(Exists: false, 0, 0);

    public Exception? ApplyFailure { get; set; }

    public List<string> Done { get; } = [];

    public Dictionary<string, ServiceAccountToken> Tokens { get; } = [];

    public ServiceAccountToken? VerifyServiceAccountToken(string token) => Tokens.GetValueOrDefault(token);

    /// <summary>What others changed in the DaemonSet.</summary>
    public string[] Conflicts { get; set; } = [];

    public AgentSettings? Settings { get; private set; }

    public Task JoinAsync(NodeInstance node, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> ApplyAgentAsync(AgentSettings settings, CancellationToken cancellationToken)
    {
        Settings = settings;
        if (ApplyFailure is not null)
            throw ApplyFailure;
        if (Conflicts.Length > 0 && settings.ResolveConflicts != "OVERWRITE")
            return Task.FromResult<IReadOnlyList<string>>(Conflicts);
        Done.Add($"apply {settings.AddonVersion}");
        Rollout = Applied;
        return Task.FromResult<IReadOnlyList<string>>([]);
    }

    public Task RemoveAgentAsync(CancellationToken cancellationToken)
    {
        Done.Add("remove");
        Rollout = new AgentRollout(Exists: false, 0, 0);
        return Task.CompletedTask;
    }

    public AgentRollout GetAgentRollout() => Rollout;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
