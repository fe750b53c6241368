using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using PodIdentity.Lab.Kubernetes;
using PodIdentity.Lab.Kubernetes.Agent;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Tests.Pods;

/// <summary>A cluster without an API server: what runs in it, over a store, with two nodes.</summary>
internal sealed class PodWorld : IAsyncDisposable
{
    private PodWorld(FakeCloud cloud, IObjectStore store, Workloads workloads, LabClock clock)
    {
        Cloud = cloud;
        Store = store;
        Workloads = workloads;
        Clock = clock;
    }

    public FakeCloud Cloud { get; }

    public IObjectStore Store { get; }

    public Workloads Workloads { get; }

    public LabClock Clock { get; }

    public static async Task<PodWorld> StartAsync(LabOptions? options = null)
    {
        var clock = new LabClock();
        var store = new ObjectStore(clock);
        foreach (var name in (string[])["kube-system", "default"])
        {
            store.Create("namespaces", SeedObjects.Namespace(name));
            store.Create("serviceaccounts", SeedObjects.ServiceAccount(name, "default"));
        }

        store.Create("mutatingwebhookconfigurations", SeedObjects.Webhook());
        foreach (var name in (string[])["node-a", "node-b"]) store.Create("nodes", Node(name));
        var cloud = await FakeCloud.StartAsync();
        options ??= new LabOptions { PodStartDelay = TimeSpan.FromMilliseconds(1) };
        var workloads = await Workloads.StartAsync(
            "eksdemo1", options, store, cloud, cloud, clock, NullLogger.Instance, TestContext.Current.CancellationToken);
        return new PodWorld(cloud, store, workloads, clock);
    }

    public static JsonObject Node(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject { ["kubernetes.io/os"] = "linux", ["kubernetes.io/arch"] = "amd64", ["kubernetes.io/hostname"] = name },
        },
        ["spec"] = new JsonObject(),
        ["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True" }) },
    };

    public void CreateServiceAccount(string name) => Store.Create(
        "serviceaccounts", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" } });

    /// <summary>Creates a pod as the API server does: admission, then the store.</summary>
    public JsonObject CreatePod(string name, string specification) => Store.Create("pods", Workloads.Admission.Admit(
        new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
            ["spec"] = JsonNode.Parse(specification),
        },
        "default",
        dryRun: false));

    public async Task<JsonObject> RunPodAsync(string name, string serviceAccount = "default")
    {
        CreatePod(name, $$"""{"serviceAccountName":"{{serviceAccount}}","containers":[{"name":"main","image":"amazon/aws-cli:latest","command":["sleep","infinity"]}]}""");
        return await PodInPhaseAsync(name, "Running");
    }

    public async Task<JsonObject> PodInPhaseAsync(string name, string phase)
    {
        await UntilAsync(() => Store.Get("pods", "default", name).Text("status", "phase") == phase);
        return Store.Get("pods", "default", name)!;
    }

    public async Task<(int ExitCode, string Output, string Error)> ExecAsync(JsonObject pod, params string[] command)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var outcome = await Workloads.Runtime.ExecAsync(pod, null, command, null, output, error, TestContext.Current.CancellationToken);
        return (outcome.ExitCode, Encoding.UTF8.GetString(output.ToArray()), outcome.StartFailure ?? Encoding.UTF8.GetString(error.ToArray()));
    }

    public async Task InstallAgentAsync(string version = "v1.3.10-eksbuild.1")
    {
        Store.Create("daemonsets", AgentDaemonSet.Build(version, "eksdemo1", "us-east-1"));
        await UntilAsync(() => Store.Get("daemonsets", "kube-system", "eks-pod-identity-agent").Number("status", "numberReady") == 2);
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition()) await Task.Delay(5, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Workloads.DisposeAsync();
        await Cloud.DisposeAsync();
    }
}
