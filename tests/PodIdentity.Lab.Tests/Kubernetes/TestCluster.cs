using PodIdentity.Lab.Kubernetes.Api;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Tests.Kubernetes;

/// <summary>An API server over a seeded store, with nodes that run every pod at once.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _nodes;

    private TestCluster(ApiServer server, ObjectStore store, FakeTraffic traffic, FakeNodes nodes)
    {
        (Server, Store, Traffic) = (server, store, traffic);
        _nodes = nodes.RunAsync(_stopping.Token);
    }

    public ApiServer Server { get; }

    public ObjectStore Store { get; }

    public FakeTraffic Traffic { get; }

    public static async Task<TestCluster> StartAsync(string version = "1.31")
    {
        var clock = new LabClock();
        var store = new ObjectStore(clock);
        var (cloud, traffic, nodes) = (new FakeCloud(), new FakeTraffic(), new FakeNodes(store));
        SeedObjects.Plant(store, cloud.Instances("eksdemo1"), cloud.Region, version, clock);
        var options = new ApiServerOptions { ClusterName = "eksdemo1", Version = version };
        var server = await ApiServer.StartAsync(options, store, new FakeAdmission(store), nodes, traffic, cloud, clock);
        return new TestCluster(server, store, traffic, nodes);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _stopping.CancelAsync();
        await _nodes;
        _stopping.Dispose();
    }
}
