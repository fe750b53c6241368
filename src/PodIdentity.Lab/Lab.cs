using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using PodIdentity.Lab.Admin;
using PodIdentity.Lab.Aws;
using PodIdentity.Lab.Kubernetes;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab;

/// <summary>A running world: a <see cref="LabWorld"/>, its clusters, and all their listeners on loopback.</summary>
internal sealed class Lab : IAsyncDisposable
{
    // With this one kubectl speaks JSON throughout.
    private const string KubernetesVersion = "1.31";

    private readonly List<IAsyncDisposable> _parts = [];
    private Uri? _awsEndpoint;

    private Lab(LabOptions options) => World = new LabWorld(options, () => _awsEndpoint ?? throw new InvalidOperationException("The AWS endpoint does not listen yet."));

    public LabWorld World { get; }

    [AllowNull]
    public LabAddresses Addresses { get => field ?? throw new InvalidOperationException("The lab does not run."); private set; }

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
        var options = World.Options;
        _awsEndpoint = (await ServeAsync(options.Port, AwsEndpoint.LargestBody, new AwsEndpoint(World.Services, World.Verifier, Traffic).HandleAsync, cancellationToken)).Address;
        _parts.Add(World.Metadata);
        await World.Metadata.StartAsync(cancellationToken);
        foreach (var name in options.ClusterNames)
            await StartClusterAsync(name, cancellationToken);

        var first = Clusters[options.ClusterNames[0]];
        var admin = await ServeAsync(0, AdminEndpoint.LargestBody, new AdminEndpoint(World, first.AdminToken).HandleAsync, cancellationToken);
        Addresses = new LabAddresses
        {
            AwsEndpoint = _awsEndpoint,
            KubernetesEndpoint = first.Endpoint,
            AgentEndpoint = first.AgentEndpoint,
            MetadataEndpoint = World.Metadata.Address,
            AdminEndpoint = admin.Address,
            AdminToken = first.AdminToken,
            Region = options.Region,
            AccountId = options.AccountId,
            ClusterName = first.Name,
            AccessKeyId = World.Administrator.AccessKeyId,
            SecretAccessKey = World.Administrator.SecretAccessKey,
            Kubeconfig = first.KubeconfigPath,
        };
    }

    private async Task StartClusterAsync(string name, CancellationToken cancellationToken)
    {
        var cluster = await Cluster.StartAsync(name, KubernetesVersion, World.Options, World.Cloud, Traffic, Clock, NullLogger.Instance, cancellationToken);
        _parts.Add(cluster);
        Clusters.Add(name, cluster);
        World.Eks.Attach(cluster);
        World.OnReset.Add(cluster.Reset);
    }

    private async Task<LoopbackServer> ServeAsync(int port, long largestBody, RequestDelegate handle, CancellationToken cancellationToken)
    {
        var server = await LoopbackServer.StartAsync(port, largestBody, handle, cancellationToken);
        _parts.Add(server);
        return server;
    }
}
