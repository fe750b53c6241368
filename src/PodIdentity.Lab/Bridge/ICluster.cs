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

    /// <summary>Applies the agent's DaemonSet of an add-on version to kube-system, as the add-on service does.</summary>
    Task ApplyAgentAsync(string addonVersion, CancellationToken cancellationToken);

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

/// <summary>Numbers of the agent's DaemonSet.</summary>
internal sealed record AgentRollout(bool Exists, int Desired, int Ready);
