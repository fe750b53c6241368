using Microsoft.Extensions.Logging.Abstractions;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes.Agent;
using PodIdentity.Lab.Kubernetes.Api;
using PodIdentity.Lab.Kubernetes.Storage;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Kubernetes;

/// <summary>A cluster: its objects, its API server, and what makes the objects come true.</summary>
internal sealed class Cluster : ICluster
{
    private readonly IObjectStore _store;
    private readonly Workloads _workloads;
    private readonly ApiServer _server;
    private readonly AgentRelease _agent;

    private Cluster(string name, string version, string region, IObjectStore store, Workloads workloads, ApiServer server)
    {
        (Name, Version, _store, _workloads, _server) = (name, version, store, workloads, server);
        _agent = new AgentRelease(store, name, region);
    }

    public string Name { get; }

    public string Version { get; }

    public Uri Endpoint => _server.Endpoint;

    public string CertificateAuthority => _server.CertificateAuthority;

    public string Issuer => _workloads.Tokens.Issuer;

    /// <summary>One address for the agents of all nodes.</summary>
    public Uri AgentEndpoint => _workloads.Agents.Endpoint;

    /// <summary>The administrator's file; it goes with the cluster.</summary>
    public string KubeconfigPath => _server.KubeconfigPath;

    public IObjectStore Store => _store;

    public static async Task<Cluster> StartAsync(
        string name, string adminToken, LabOptions options, ICloud cloud, ITraffic traffic, LabClock clock, CancellationToken cancellationToken)
    {
        var api = new ApiServerOptions { ClusterName = name, AdminToken = adminToken };
        var store = new ObjectStore(clock);
        SeedObjects.Plant(store, cloud.Instances(name), cloud.Region, api.Version, clock);
        var workloads = await Workloads.StartAsync(name, options, store, cloud, traffic, clock, NullLogger.Instance, cancellationToken);
        var server = await ApiServer.StartAsync(api, store, workloads.Admission, workloads.Runtime, traffic, cloud, clock, cancellationToken);
        return new Cluster(name, api.Version, cloud.Region, store, workloads, server);
    }

    public ServiceAccountToken? VerifyServiceAccountToken(string token) => _workloads.Tokens.Verify(token);

    public Task ApplyAgentAsync(string addonVersion, CancellationToken cancellationToken)
    {
        _agent.Apply(addonVersion);
        return Task.CompletedTask;
    }

    public Task RemoveAgentAsync(CancellationToken cancellationToken)
    {
        _agent.Remove();
        return Task.CompletedTask;
    }

    public AgentRollout GetAgentRollout() => _agent.Rollout();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _workloads.DisposeAsync();
    }
}
