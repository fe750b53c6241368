using System.Security.Cryptography;
using PodIdentity.Lab.Admin;
using PodIdentity.Lab.Aws;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab;

/// <summary>What a cluster is started with.</summary>
internal sealed record ClusterStart(ICloud Cloud, string ClusterName, LabOptions Options, LabClock Clock, ITraffic Traffic, string AdminToken);

/// <summary>A running world: listeners on loopback over a <see cref="LabWorld"/>.</summary>
internal sealed class Lab : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];

    private Lab(LabOptions options) => World = new LabWorld(options, () => Addresses.AwsEndpoint);

    /// <summary>Starts the Kubernetes half of a cluster; null for AWS alone.</summary>
    public static Func<ClusterStart, CancellationToken, Task<ICluster>>? ClusterFactory { get; set; }

    public LabWorld World { get; }

    public LabAddresses Addresses { get; private set; } = null!;

    public TrafficControl Traffic => World.Traffic;

    public LabClock Clock => World.Clock;

    /// <summary>By name.</summary>
    public Dictionary<string, ICluster> Clusters { get; } = new(StringComparer.Ordinal);

    public static async Task<Lab> StartAsync(LabOptions options, CancellationToken cancellationToken)
    {
        var lab = new Lab(options);
        try
        {
            await lab.StartAsync(cancellationToken);
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Last started, first stopped.
        foreach (var part in Enumerable.Reverse(_parts))
            await part.DisposeAsync();
        _parts.Clear();
        if (Addresses?.Kubeconfig is { } kubeconfig)
            File.Delete(kubeconfig);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var token = RandomNumberGenerator.GetHexString(40, lowercase: true);
        var aws = await ServeAsync(World.Options.Port, AwsEndpoint.LargestBody, new AwsEndpoint(World.Services, World.Verifier, Traffic).HandleAsync, cancellationToken);
        var admin = await ServeAsync(0, AdminEndpoint.LargestBody, new AdminEndpoint(World, token).HandleAsync, cancellationToken);
        Addresses = new LabAddresses
        {
            AwsEndpoint = aws.Address,
            AdminEndpoint = admin.Address,
            AdminToken = token,
            Region = World.Options.Region,
            AccountId = World.Options.AccountId,
            ClusterName = World.Options.ClusterNames[0],
            AccessKeyId = World.Administrator.AccessKeyId,
            SecretAccessKey = World.Administrator.SecretAccessKey,
        };
        if (ClusterFactory is { } factory)
            await StartClustersAsync(factory, token, cancellationToken);
    }

    private async Task StartClustersAsync(Func<ClusterStart, CancellationToken, Task<ICluster>> factory, string token, CancellationToken cancellationToken)
    {
        foreach (var name in World.Options.ClusterNames)
        {
            var cluster = await factory(new ClusterStart(World.Cloud, name, World.Options, Clock, Traffic, token), cancellationToken);
            _parts.Add(cluster);
            Clusters.Add(name, cluster);
        }

        Addresses = Addresses with
        {
            KubernetesEndpoint = Clusters[World.Options.ClusterNames[0]].Endpoint,
            Kubeconfig = await Kubeconfig.WriteAsync(Clusters.Values, token, cancellationToken),
        };
    }

    private async Task<LoopbackServer> ServeAsync(int port, long largestBody, RequestDelegate handle, CancellationToken cancellationToken)
    {
        var server = await LoopbackServer.StartAsync(port, largestBody, handle, cancellationToken);
        _parts.Add(server);
        return server;
    }
}
