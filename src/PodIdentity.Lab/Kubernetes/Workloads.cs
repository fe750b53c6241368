using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes.Agent;
using PodIdentity.Lab.Kubernetes.Api;
using PodIdentity.Lab.Kubernetes.Controllers;
using PodIdentity.Lab.Kubernetes.Pods;
using PodIdentity.Lab.Kubernetes.Pods.Commands;
using PodIdentity.Lab.Kubernetes.Pods.Commands.Aws;
using PodIdentity.Lab.Kubernetes.Storage;
using PodIdentity.Lab.Kubernetes.Webhook;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Kubernetes;

/// <summary>Everything in a cluster that makes objects come true: admission, controllers, nodes, the agents. It knows the objects only through the store.</summary>
internal sealed class Workloads : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly ControlLoop _loop;

    private Workloads(
        string clusterName, LabOptions options, IObjectStore store, ICloud cloud, LabClock clock, ILogger log, HttpClient http, AgentEndpoint agents)
    {
        _http = http;
        Agents = agents;
        Tokens = new ServiceAccountTokens(store, clock, cloud.Region);
        Admission = new PodAdmission(clusterName, store, cloud, new PodIdentityWebhook(new WebhookSettings { Region = cloud.Region, IsIpv6 = () => cloud.IsIpv6(clusterName) }));
        IAwsCommand aws = options.AwsCli ? new MachineAws(agents) : new BuiltInAws(http, agents, clock);
        var runtime = new PodRuntime(store, Tokens, new ContainerCommands(aws), agents);
        Runtime = runtime;

        _loop = new ControlLoop(store, clock, log);
        var events = new EventRecorder(store, clock);
        var creating = new Creating(store, Admission, clock);
        _loop.Add(new NamespaceController(_loop));
        _loop.Add(new NodeController(_loop));
        _loop.Add(new QuotaController(_loop));
        _loop.Add(new DeploymentController(_loop, creating, events));
        _loop.Add(new ReplicaSetController(_loop, creating, events));
        _loop.Add(new StatefulSetController(_loop, creating, events));
        _loop.Add(new DaemonSetController(_loop, creating, events));
        _loop.Add(new Scheduler(_loop, events));
        _loop.Add(new Kubelet(_loop, runtime, events, options.PodStartDelay, () => cloud.IsIpv6(clusterName)));
        _loop.Add(new GarbageCollector(_loop));
    }

    public IPodAdmission Admission { get; }

    public IPodRuntime Runtime { get; }

    public ServiceAccountTokens Tokens { get; }

    public AgentEndpoint Agents { get; }

    public static async Task<Workloads> StartAsync(
        string clusterName, LabOptions options, IObjectStore store, ICloud cloud, ITraffic traffic, LabClock clock, ILogger log, CancellationToken cancellationToken)
    {
        // Pods reach loopback only, whatever proxy the machine has.
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
        var agents = await AgentEndpoint.StartAsync(http, store, cloud, clusterName, traffic, clock, cancellationToken);
        var workloads = new Workloads(clusterName, options, store, cloud, clock, log, http, agents);
        workloads._loop.Start();
        return workloads;
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        await Agents.DisposeAsync();
        Tokens.Dispose();
        _http.Dispose();
    }
}
