using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Bridge;

/// <summary>What AWS asks of a cluster. With <see cref="ICloud"/> the only place where the two halves of the lab meet.</summary>
internal interface ICluster : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Kubernetes minor version, e.g. <c>1.33</c>.</summary>
    string Version { get; }

    /// <summary>Address of the API server.</summary>
    Uri Endpoint { get; }

    /// <summary>PEM of the certificate authority that signed the API server's certificate.</summary>
    string CertificateAuthority { get; }

    /// <summary>Issuer of the service account tokens, which DescribeCluster tells as the OIDC issuer.</summary>
    string Issuer { get; }

    /// <summary>Checks signature, issuer and pod binding of a service account token against the cluster's keys and objects.
    /// Times and audience are left to the caller, who knows the error to answer with.</summary>
    /// <returns>The claims, or null when the token is not one of this cluster's.</returns>
    ServiceAccountToken? VerifyServiceAccountToken(string token);

    /// <summary>Applies the agent's DaemonSet to kube-system, as the add-on service does.</summary>
    /// <returns>The fields that somebody else changed since; if there are any and conflicts are not resolved, nothing was applied.</returns>
    Task<IReadOnlyList<string>> ApplyAgentAsync(AgentSettings settings, CancellationToken cancellationToken);

    /// <summary>Registers one node more.</summary>
    Task JoinAsync(NodeInstance node, CancellationToken cancellationToken);

    /// <summary>Deletes the agent's DaemonSet and its pods.</summary>
    Task RemoveAgentAsync(CancellationToken cancellationToken);

    /// <summary>How far the agent's DaemonSet is, from its status.</summary>
    AgentRollout GetAgentRollout();
}

/// <summary>Claims of a projected service account token.</summary>
internal sealed record ServiceAccountToken(
    string Namespace,
    string ServiceAccount,
    string PodName,
    string PodUid,
    string NodeName,
    IReadOnlyList<string> Audiences,
    DateTimeOffset NotBefore,
    DateTimeOffset Expires);

/// <summary>How the agent shall be installed.</summary>
/// <param name="AddonVersion">e.g. <c>v1.3.10-eksbuild.1</c>.</param>
/// <param name="Configuration">Configuration values of the add-on, which fit its schema.</param>
/// <param name="ResolveConflicts">OVERWRITE, PRESERVE; null for NONE.</param>
internal sealed record AgentSettings(string AddonVersion, JsonObject? Configuration = null, string? ResolveConflicts = null);

/// <summary>Numbers of the agent's DaemonSet.</summary>
internal sealed record AgentRollout(bool Exists, int Desired, int Ready);
