using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Engine.Tests.Support;

/// <summary>Workloads and pods as their owners would have made them, put into the lab's cluster through its API server.</summary>
internal static class ClusterObjects
{
    private const string Image = "public.ecr.aws/aws-cli/aws-cli:latest";

    public static IObjectStore Store(this EngineLab world) => world.Lab.Clusters[EngineLab.Cluster].Store;

    public static IReadOnlyList<JsonObject> Pods(this EngineLab world) => world.Store().List("pods", "default");

    /// <summary>Two replicas (a DaemonSet has one pod per node); waits until they run.</summary>
    public static async Task AddWorkloadAsync(this EngineLab world, string kind, string name, int replicas = 2, JsonObject? more = null, string serviceAccount = "app")
    {
        await world.AddServiceAccountAsync(serviceAccount);
        var spec = more ?? [];
        if (kind != "DaemonSet")
            spec["replicas"] = replicas;
        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = name } };
        spec["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = name } }, ["spec"] = PodSpec(serviceAccount) };
        await world.PostAsync("apis/apps/v1", kind.ToLowerInvariant() + "s", new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = spec,
        });
        await world.UntilAsync(() => world.RunningPods(name).Count >= replicas);
    }

    public static async Task AddPodAsync(this EngineLab world, string name, Action<JsonObject>? change = null, string serviceAccount = "app", bool running = true)
    {
        await world.AddServiceAccountAsync(serviceAccount);
        var pod = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["app"] = name } },
            ["spec"] = PodSpec(serviceAccount),
        };
        change?.Invoke(pod);
        await world.PostAsync("api/v1", "pods", pod);
        if (running)
            await world.UntilAsync(() => world.RunningPods(name).Count == 1);
    }

    /// <summary>Of an application's pods, those that run.</summary>
    public static IReadOnlyList<JsonObject> RunningPods(this EngineLab world, string app) =>
        [.. world.Pods().Where(pod => (string?)pod["metadata"]?["labels"]?["app"] == app && (string?)pod["status"]?["phase"] == "Running" && pod["metadata"]?["deletionTimestamp"] is null)];

    public static string Uid(this JsonObject value) => (string)value["metadata"]!["uid"]!;

    public static bool HasVariables(this JsonObject pod) =>
        pod["spec"]!["containers"]![0]!["env"] is JsonArray variables && variables.Any(v => (string?)v?["name"] == "AWS_CONTAINER_CREDENTIALS_FULL_URI");

    public static async Task UntilAsync(this EngineLab _, Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    /// <summary>Makes all that is there older than all that comes.</summary>
    public static Task PassTimeAsync(this EngineLab world) => world.Lab.Clock.AdvanceAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

    private static JsonObject PodSpec(string serviceAccount) => new()
    {
        ["serviceAccountName"] = serviceAccount,
        ["terminationGracePeriodSeconds"] = 0,
        ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = Image, ["command"] = new JsonArray("sleep", "infinity") }),
    };

    public static Task AddServiceAccountAsync(this EngineLab world, string name)
    {
        if (world.Store().Get("serviceaccounts", "default", name) is null)
        {
            world.Store().Create("serviceaccounts", new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ServiceAccount",
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
            });
        }

        return Task.CompletedTask;
    }

    private static async Task PostAsync(this EngineLab world, string api, string plural, JsonObject value)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        http.DefaultRequestHeaders.Authorization = new("Bearer", world.Lab.Addresses.AdminToken);
        using var body = new StringContent(value.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        var address = new Uri(world.Lab.Addresses.KubernetesEndpoint, $"/{api}/namespaces/default/{plural}");
        using var answer = await http.PostAsync(address, body, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
