using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes.Pods;
using PodIdentity.Lab.Kubernetes.Storage;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Kubernetes.Agent;

/// <summary>The agents of all nodes. Each is the main process of its agent pod: it listens on an own loopback port while that pod runs,
/// and nobody listens otherwise. Beside them one address for all, which finds the node by the token's pod.</summary>
internal sealed class AgentEndpoint : ISystemImage, INodeNetwork, IAsyncDisposable
{
    private const long LargestBody = 64 * 1024;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _builtIn = [];
    private readonly IObjectStore _store;
    private readonly ICloud _cloud;
    private readonly string _clusterName;
    private readonly ITraffic _traffic;
    private readonly LabClock _clock;
    private readonly EksAuthClient _eksAuth;
    private readonly ConcurrentDictionary<string, (NodeAgent Agent, Uri Address)> _agents = new();

    // Bound, but not listening: connections to it are refused for certain.
    private readonly Socket _closed = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private LoopbackServer? _general;

    private AgentEndpoint(HttpClient http, IObjectStore store, ICloud cloud, string clusterName, ITraffic traffic, LabClock clock)
    {
        _store = store;
        _cloud = cloud;
        _clusterName = clusterName;
        _traffic = traffic;
        _clock = clock;
        _eksAuth = new EksAuthClient(http, cloud, clusterName, clock);
        _closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Closed = new Uri($"http://127.0.0.1:{((IPEndPoint)_closed.LocalEndPoint!).Port}/");
    }

    /// <summary>One address for the agents of all nodes.</summary>
    public Uri Endpoint => _general!.Address;

    public Uri Aws => _cloud.Endpoint;

    public Uri Closed { get; }

    public static async Task<AgentEndpoint> StartAsync(
        HttpClient http, IObjectStore store, ICloud cloud, string clusterName, ITraffic traffic, LabClock clock, CancellationToken cancellationToken)
    {
        var endpoint = new AgentEndpoint(http, store, cloud, clusterName, traffic, clock);
        endpoint._general = await LoopbackServer.StartAsync(0, LargestBody, endpoint.DispatchAsync, cancellationToken);
        return endpoint;
    }

    public Uri? CredentialsAgent(JsonObject pod) =>
        _agents.TryGetValue(pod.Text("spec", "nodeName") ?? "", out var entry) && !EgressPolicies.CutOffAgent(_store, pod) ? entry.Address : null;

    public Uri Metadata(string node) => _cloud.MetadataEndpoint(_clusterName, node) ?? Closed;

    /// <summary>The agent of an Auto Mode node: part of the node, no pod.</summary>
    public async Task StartBuiltInAsync(string node)
    {
        if (_agents.ContainsKey(node)) return;
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _builtIn.Add(ServeAsync(node, new LogBuffer(), listening, _stop.Token));
        await listening.Task;
    }

    public ContainerProcess? Start(JsonObject pod, JsonObject container, LogBuffer log, CancellationToken cancellationToken)
    {
        var isServer = container.At("command") is JsonArray command
            && command.Any(word => word.Text() == "/eks-pod-identity-agent")
            && command[^1].Text() == AgentDaemonSet.ServerCommand;
        if (!isServer) return null;
        var node = pod.Text("spec", "nodeName") ?? "";
        if (AgentArguments.Failure(container, _store.Get("nodes", null, node)) is { } failure)
        {
            log.Write(Encoding.UTF8.GetBytes(failure));
            log.Complete();
            return new ContainerProcess(Task.CompletedTask, Task.FromResult(ContainerExit.Of(1)));
        }

        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new ContainerProcess(listening.Task, ServeAsync(node, log, listening, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_builtIn);
        _stop.Dispose();
        if (_general is not null) await _general.DisposeAsync();
        _closed.Dispose();
    }

    private async Task<ContainerExit> ServeAsync(string node, LogBuffer log, TaskCompletionSource listening, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var agent = new NodeAgent(node, _eksAuth, _traffic, _clock);
        var server = await LoopbackServer.StartAsync(0, LargestBody, agent.HandleAsync, CancellationToken.None);
        await using (server)
        {
            _agents[node] = (agent, server.Address);
            log.Write("{\"level\":\"info\",\"msg\":\"Starting server...\",\"bind-addr\":\"169.254.170.23:80\"}\n"u8);
            listening.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // A successor on the same node may have taken the place already.
            _agents.TryRemove(KeyValuePair.Create(node, (agent, server.Address)));
        }

        log.Complete();
        return ContainerExit.Of(0);
    }

    private async Task DispatchAsync(HttpContext http)
    {
        var claims = TokenCheck.Claims(http.Request.Headers.Authorization.ToString());
        var node = claims.Text("kubernetes.io", "node", "name");
        if (node is not null && !_agents.ContainsKey(node))
        {
            // As if nobody listened.
            http.Abort();
            return;
        }

        var agent = node is not null && _agents.TryGetValue(node, out var entry) ? entry.Agent : _agents.Values.Select(known => known.Agent).FirstOrDefault();
        if (agent is null) http.Abort();
        else await agent.HandleAsync(http);
    }
}
