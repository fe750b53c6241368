using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Tests.Pods;

public sealed class WorkloadTests
{
    private const string SleepingPod = """{"containers":[{"name":"main","image":"amazon/aws-cli","command":["sleep","infinity"]}]}""";

    [Fact]
    public async Task Pod_runs_with_addresses_conditions_and_container_status()
    {
        await using var world = await PodWorld.StartAsync();
        var pod = await world.RunPodAsync("app");

        Assert.Contains(pod.Text("spec", "nodeName"), (string[])["node-a", "node-b"]);
        Assert.NotNull(pod.Text("status", "podIP"));
        Assert.NotNull(pod.Text("status", "startTime"));
        Assert.All((string[])["PodScheduled", "Initialized", "ContainersReady", "Ready"], type => Assert.True(pod.ConditionIsTrue(type), type));
        Assert.NotNull(pod.Items("status", "containerStatuses").Single().At("state", "running"));
    }

    [Theory]
    [InlineData("true", "Never", "Succeeded", 0)]
    [InlineData("false", "Never", "Failed", 1)]
    [InlineData("true", "OnFailure", "Succeeded", 0)]
    public async Task Command_that_ends_decides_the_phase(string command, string restartPolicy, string phase, int exitCode)
    {
        await using var world = await PodWorld.StartAsync();
        world.CreatePod("job", $$"""{"restartPolicy":"{{restartPolicy}}","containers":[{"name":"main","image":"amazon/aws-cli","command":["{{command}}"]}]}""");

        var pod = await world.PodInPhaseAsync("job", phase);

        Assert.Equal(exitCode, pod.Items("status", "containerStatuses").Single().Number("state", "terminated", "exitCode"));
    }

    [Fact]
    public async Task Image_entrypoint_is_aws_and_its_output_is_the_log()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreatePod("job", """{"restartPolicy":"Never","containers":[{"name":"main","image":"public.ecr.aws/aws-cli/aws-cli:2.31.0","args":["s3","ls"]}]}""");
        var pod = await world.PodInPhaseAsync("job", "Failed");

        using var log = new MemoryStream();
        await world.Workloads.Runtime.WriteLogAsync(pod, null, follow: true, log, TestContext.Current.CancellationToken);
        Assert.Contains("An error occurred (AccessDenied)", System.Text.Encoding.UTF8.GetString(log.ToArray()), StringComparison.Ordinal);
        Assert.Equal(254, pod.Items("status", "containerStatuses").Single().Number("state", "terminated", "exitCode"));
    }

    [Fact]
    public async Task Crashing_container_is_restarted_then_backed_off()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreatePod("crash", """{"containers":[{"name":"main","image":"amazon/aws-cli","command":["false"]}]}""");

        await PodWorld.UntilAsync(() => Status(world) is { } status
            && status.Text("state", "waiting", "reason") == "CrashLoopBackOff" && status.Number("restartCount") == 1);

        static JsonObject? Status(PodWorld world) => world.Store.Get("pods", "default", "crash").Items("status", "containerStatuses").FirstOrDefault();
    }

    [Fact]
    public async Task Shell_as_command_cannot_start()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreatePod("shell", """{"restartPolicy":"Never","containers":[{"name":"main","image":"amazon/aws-cli","command":["sh","-c","true"]}]}""");

        var pod = await world.PodInPhaseAsync("shell", "Failed");

        Assert.Contains(
            "exec: \"sh\": executable file not found in $PATH",
            pod.Items("status", "containerStatuses").Single().Text("state", "terminated", "message"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Active_deadline_ends_a_pod()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreatePod("late", """{"activeDeadlineSeconds":1,"containers":[{"name":"main","image":"amazon/aws-cli","command":["sleep","infinity"]}]}""");

        var pod = await world.PodInPhaseAsync("late", "Failed");

        Assert.Equal("DeadlineExceeded", pod.Text("status", "reason"));
        Assert.Equal(137, pod.Items("status", "containerStatuses").Single().Number("state", "terminated", "exitCode"));
    }

    [Fact]
    public async Task Unschedulable_pod_says_why_and_is_scheduled_when_a_node_fits()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreatePod("picky", SleepingPod.Replace("{\"containers\"", "{\"nodeSelector\":{\"disk\":\"fast\"},\"containers\"", StringComparison.Ordinal));
        await PodWorld.UntilAsync(() => world.Store.Get("pods", "default", "picky")!.Condition("PodScheduled").Text("reason") == "Unschedulable");

        world.Store.Update("nodes", null, "node-b", node => node["metadata"]!["labels"]!["disk"] = "fast");

        Assert.Equal("node-b", (await world.PodInPhaseAsync("picky", "Running")).Text("spec", "nodeName"));
    }

    [Fact]
    public async Task Deleted_pod_is_gone_after_its_end()
    {
        await using var world = await PodWorld.StartAsync();
        await world.RunPodAsync("app");

        world.Store.Update("pods", "default", "app", pod => pod["metadata"]!["deletionTimestamp"] = world.Clock.Timestamp());

        await PodWorld.UntilAsync(() => world.Store.Get("pods", "default", "app") is null);
    }

    [Fact]
    public async Task Unknown_service_account_is_forbidden()
    {
        await using var world = await PodWorld.StartAsync();

        var refusal = Assert.Throws<KubernetesException>(() => world.CreatePod("app", """{"serviceAccountName":"ghost","containers":[{"name":"main"}]}"""));

        Assert.Equal(403, refusal.Code);
        Assert.Equal("pods \"app\" is forbidden: error looking up service account default/ghost: serviceaccount \"ghost\" not found", refusal.Message);
    }

    [Fact]
    public async Task Deployment_rolls_to_new_pods_when_its_template_changes()
    {
        await using var world = await PodWorld.StartAsync();
        world.Store.Create("deployments", Workload("Deployment", replicas: 3));
        await PodWorld.UntilAsync(() => IsRolledOut(Deployment()));
        var before = Pods(world).Select(pod => pod.Name()).ToHashSet();
        Assert.Equal(3, before.Count);

        world.Store.Update("deployments", "default", "web", Restart);
        await PodWorld.UntilAsync(() => IsRolledOut(Deployment()) && Pods(world).Count() == 3);

        Assert.DoesNotContain(Pods(world), pod => before.Contains(pod.Name()));
        Assert.Equal("2", Deployment().Annotation("deployment.kubernetes.io/revision"));
        Assert.All(Pods(world), pod => Assert.NotNull(pod.Label("pod-template-hash")));

        JsonObject Deployment() => world.Store.Get("deployments", "default", "web")!;

        static bool IsRolledOut(JsonObject value) =>
            value.Number("status", "observedGeneration") == value.Generation() && value.Number("status", "updatedReplicas") == 3
            && value.Number("status", "replicas") == 3 && value.Number("status", "availableReplicas") == 3;
    }

    [Fact]
    public async Task Deleting_a_deployment_takes_its_replica_sets_and_pods_along()
    {
        await using var world = await PodWorld.StartAsync();
        world.Store.Create("deployments", Workload("Deployment", replicas: 2));
        await PodWorld.UntilAsync(() => world.Store.Get("deployments", "default", "web").Number("status", "availableReplicas") == 2);

        world.Store.Remove("deployments", "default", "web");

        await PodWorld.UntilAsync(() => !Pods(world).Any() && world.Store.List("replicasets").Count == 0);
    }

    [Fact]
    public async Task Stateful_set_starts_in_order_and_replaces_from_the_last()
    {
        await using var world = await PodWorld.StartAsync();
        world.Store.Create("statefulsets", Workload("StatefulSet", replicas: 2));
        await PodWorld.UntilAsync(() => world.Store.Get("statefulsets", "default", "web").Number("status", "readyReplicas") == 2);
        var before = Pods(world).ToDictionary(pod => pod.Name(), pod => pod.Uid());
        Assert.Equal(["web-0", "web-1"], before.Keys.Order());

        world.Store.Update("statefulsets", "default", "web", Restart);
        await PodWorld.UntilAsync(() => world.Store.Get("statefulsets", "default", "web") is { } set
            && set.Text("status", "currentRevision") == set.Text("status", "updateRevision") && set.Number("status", "observedGeneration") == 2);

        Assert.DoesNotContain(Pods(world), pod => before[pod.Name()] == pod.Uid());
    }

    [Fact]
    public async Task Daemon_set_runs_on_every_node_and_follows_new_ones()
    {
        await using var world = await PodWorld.StartAsync();
        await world.InstallAgentAsync();
        Assert.Equal(["node-a", "node-b"], AgentNodes().Order());

        world.Store.Create("nodes", PodWorld.Node("node-c"));
        await PodWorld.UntilAsync(() => world.Store.Get("daemonsets", "kube-system", "eks-pod-identity-agent").Number("status", "numberReady") == 3);

        world.Store.Update("daemonsets", "kube-system", "eks-pod-identity-agent", Restart);
        await PodWorld.UntilAsync(() => world.Store.Get("daemonsets", "kube-system", "eks-pod-identity-agent") is { } set
            && set.Number("status", "observedGeneration") == 2 && set.Number("status", "updatedNumberScheduled") == 3 && set.Number("status", "numberReady") == 3);
        Assert.Equal(["node-a", "node-b", "node-c"], AgentNodes().Order());

        IEnumerable<string?> AgentNodes() => world.Store.List("pods", "kube-system").Where(pod => !pod.IsDeleting()).Select(pod => pod.Text("spec", "nodeName"));
    }

    [Fact]
    public async Task Replica_set_waits_for_a_missing_service_account()
    {
        await using var world = await PodWorld.StartAsync();
        var deployment = Workload("Deployment", replicas: 1);
        deployment["spec"]!["template"]!["spec"]!["serviceAccountName"] = "later";
        world.Store.Create("deployments", deployment);
        await PodWorld.UntilAsync(() => world.Store.List("events").Any(e => e.Text("reason") == "FailedCreate"));

        world.CreateServiceAccount("later");

        await PodWorld.UntilAsync(() => world.Store.Get("deployments", "default", "web").Number("status", "availableReplicas") == 1);
    }

    [Fact]
    public async Task Two_thousand_pods_run()
    {
        await using var world = await PodWorld.StartAsync();
        world.Store.Create("deployments", Workload("Deployment", replicas: 2000));

        await PodWorld.UntilAsync(() => world.Store.Get("deployments", "default", "web").Number("status", "availableReplicas") == 2000);
    }

    private static IEnumerable<JsonObject> Pods(PodWorld world) => world.Store.List("pods", "default");

    private static void Restart(JsonObject workload) => workload["spec"]!["template"]!["metadata"]!["annotations"] =
        new JsonObject { ["kubectl.kubernetes.io/restartedAt"] = "now" };

    private static JsonObject Workload(string kind, int replicas) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = "web", ["namespace"] = "default" },
        ["spec"] = new JsonObject
        {
            ["replicas"] = replicas,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "web" } },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "web" } },
                ["spec"] = JsonNode.Parse(SleepingPod),
            },
        },
    };
}
