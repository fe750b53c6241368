using System.Security.Cryptography;
using PodIdentity.Lab.Admin;
using PodIdentity.Lab.Aws;
using PodIdentity.Lab.Kubernetes;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab;

/// <summary>A running world: listeners on loopback over a <see cref="LabWorld"/>.</summary>
internal sealed class Lab : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];

    private Lab(LabOptions options) => World = new LabWorld(options, () => Addresses.AwsEndpoint);

    public LabWorld World { get; }

    public LabAddresses Addresses { get; private set; } = null!;

    public TrafficControl Traffic => World.Traffic;

    public LabClock Clock => World.Clock;

    /// <summary>By name.</summary>
    public Dictionary<string, Cluster> Clusters { get; } = new(StringComparer.Ordinal);

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
        await StartClustersAsync(token, cancellationToken);
    }

    private async Task StartClustersAsync(string token, CancellationToken cancellationToken)
    {
        _parts.Add(World.Metadata);
        await World.Metadata.StartAsync(cancellationToken);
        foreach (var name in World.Options.ClusterNames)
        {
            var cluster = await Cluster.StartAsync(name, token, World.Options, World.Cloud, Traffic, Clock, cancellationToken);
            _parts.Add(cluster);
            Clusters.Add(name, cluster);
            World.Eks.Attach(cluster);
        }

        var first = Clusters[World.Options.ClusterNames[0]];
        Addresses = Addresses with
        {
            KubernetesEndpoint = first.Endpoint,
            AgentEndpoint = first.AgentEndpoint,
            MetadataEndpoint = World.Metadata.Address,
            Kubeconfig = first.KubeconfigPath,
        };
    }

    private async Task<LoopbackServer> ServeAsync(int port, long largestBody, RequestDelegate handle, CancellationToken cancellationToken)
    {
        var server = await LoopbackServer.StartAsync(port, largestBody, handle, cancellationToken);
        _parts.Add(server);
        return server;
    }
}
