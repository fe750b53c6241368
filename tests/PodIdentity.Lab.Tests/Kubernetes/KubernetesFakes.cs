using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes;
using PodIdentity.Lab.Kubernetes.Pods;
using PodIdentity.Lab.Kubernetes.Storage;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Tests.Kubernetes;

/// <summary>Nodes that run every pod at once: <c>echo</c>, <c>cat</c> and <c>exit N</c> are the commands they know.</summary>
internal sealed class FakeNodes(IObjectStore store) : IPodRuntime
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pods = Follow("pods", Start, cancellationToken);
        var workloads = ((string[])["daemonsets", "deployments", "statefulsets"]).Select(resource => Follow(resource, RollOut(resource), cancellationToken));
        await Task.WhenAll([pods, Follow("namespaces", Empty, cancellationToken), .. workloads]);
    }

    public async Task<ExecOutcome> ExecAsync(JsonObject pod, string? container, IReadOnlyList<string> command, Stream? standardInput, Stream standardOutput, Stream standardError, CancellationToken cancellationToken)
    {
        switch (command[0])
        {
            case "echo":
                await standardOutput.WriteAsync(Encoding.UTF8.GetBytes(string.Join(' ', command.Skip(1)) + "\n"), cancellationToken);
                return new ExecOutcome(0);
            case "complain":
                await standardError.WriteAsync(Encoding.UTF8.GetBytes(string.Join(' ', command.Skip(1)) + "\n"), cancellationToken);
                return new ExecOutcome(0);
            case "cat":
                await (standardInput ?? Stream.Null).CopyToAsync(standardOutput, cancellationToken);
                return new ExecOutcome(0);
            case "exit":
                return new ExecOutcome(int.Parse(command[1]));
            default:
                return new ExecOutcome(0, $"exec: \"{command[0]}\": executable file not found in $PATH");
        }
    }

    public async Task WriteLogAsync(JsonObject pod, string? container, bool follow, Stream output, CancellationToken cancellationToken)
    {
        for (var line = 1; line <= 3; line++)
            await output.WriteAsync(Encoding.UTF8.GetBytes($"line {line} of {container}\n"), cancellationToken);
    }

    private async Task Follow(string resource, Action<JsonObject> react, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in store.Watch(resource, 0, cancellationToken).ReadAllAsync(cancellationToken))
            {
                if (change.Type != "DELETED")
                    react(change.Object);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Start(JsonObject pod)
    {
        if (pod.IsDeleting())
            store.Remove("pods", pod.Namespace(), pod.Name());
        else if (pod.Text("status", "phase") == "Pending")
            store.Update("pods", pod.Namespace(), pod.Name(), Run);
    }

    private static void Run(JsonObject pod)
    {
        pod.Child("spec")["nodeName"] = "ip-192-168-11-24.ec2.internal";
        var status = pod.Child("status");
        status["phase"] = "Running";
        status["podIP"] = "192.168.11.99";
        status["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True" });
        status["containerStatuses"] = new JsonArray([.. pod.Items("spec", "containers").Select(container => new JsonObject
        {
            ["name"] = container.Text("name"),
            ["ready"] = true,
            ["restartCount"] = 0,
            ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = "2026-01-01T00:00:00Z" } },
        })]);
    }

    private void Empty(JsonObject @namespace)
    {
        if (!@namespace.IsDeleting())
            return;
        foreach (var resource in (string[])["pods", "serviceaccounts", "daemonsets", "deployments"])
        {
            foreach (var content in store.List(resource, @namespace.Name()))
                store.Remove(resource, content.Namespace(), content.Name());
        }
        store.Remove("namespaces", null, @namespace.Name());
    }

    private Action<JsonObject> RollOut(string resource) => workload => store.Update(resource, workload.Namespace(), workload.Name(), stored =>
    {
        var status = stored.Child("status");
        status["observedGeneration"] = stored.Number("metadata", "generation");
        var replicas = stored.Number("spec", "replicas") ?? 2;
        string[] numbers = resource == "daemonsets"
            ? ["desiredNumberScheduled", "currentNumberScheduled", "updatedNumberScheduled", "numberReady", "numberAvailable"]
            : ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "currentReplicas"];
        foreach (var number in numbers)
            status[number] = replicas;
        if (resource == "statefulsets")
        {
            status["currentRevision"] = "one";
            status["updateRevision"] = "one";
        }
    });
}

/// <summary>Defaults the service account, refuses a missing one, and marks the pods that it saw.</summary>
internal sealed class FakeAdmission(IObjectStore store) : IPodAdmission
{
    public JsonObject Admit(JsonObject pod, string @namespace, bool dryRun)
    {
        var spec = pod.Child("spec");
        spec.Default("serviceAccountName", "default");
        var account = spec.Text("serviceAccountName")!;
        if (store.Get("serviceaccounts", @namespace, account) is null)
        {
            throw new KubernetesException(403, "Forbidden",
                $"pods \"{pod.Name()}\" is forbidden: error looking up service account {@namespace}/{account}: serviceaccount \"{account}\" not found");
        }
        pod.Child("metadata").Child("annotations")["test/admitted"] = dryRun ? "dry" : "real";
        return pod;
    }
}

internal sealed class FakeCloud : ICloud
{
    public const string ViewerToken = "k8s-aws-v1.viewer";

    public Uri Endpoint { get; } = new("http://127.0.0.1:1");

    public string Region => "us-east-1";

    public string AccountId => "111122223333";

    public Uri? MetadataEndpoint(string clusterName, string nodeName) => Endpoint;

    public IReadOnlyList<NodeInstance> Instances(string clusterName) =>
    [
        new("ip-192-168-11-24.ec2.internal", "i-0123456789abcdef0", "arn:aws:iam::111122223333:role/Node", "us-east-1a"),
        new("ip-192-168-44-7.ec2.internal", "i-0123456789abcdef1", "arn:aws:iam::111122223333:role/Node", "us-east-1b"),
    ];

    public Task<ClusterCaller?> AuthenticateAsync(string clusterName, string bearerToken, CancellationToken cancellationToken) =>
        Task.FromResult(bearerToken == ViewerToken ? new ClusterCaller("arn:aws:iam::111122223333:role/Auditor", ClusterAccess.Viewer) : null);

    public bool IsAssociated(string clusterName, string @namespace, string serviceAccount) => false;

    public bool IsIpv6(string clusterName) => false;
}

/// <summary>Remembers what was asked; answers with a fault when one is due.</summary>
internal sealed class FakeTraffic : ITraffic
{
    private readonly List<string> _seen = [];

    public Fault? Next { get; set; }

    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (_seen)
                return [.. _seen];
        }
    }

    public ValueTask<Fault?> EnterAsync(HttpContext http, string service, string operation, string? caller)
    {
        lock (_seen)
            _seen.Add($"{service} {operation} {caller}");
        var fault = Next;
        Next = null;
        return ValueTask.FromResult(fault);
    }
}
