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

    public Task ApplyAgentAsync(string addonVersion, CancellationToken cancellationToken)
    {
        if (ApplyFailure is not null)
            throw ApplyFailure;
        Done.Add($"apply {addonVersion}");
        Rollout = Applied;
        return Task.CompletedTask;
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
