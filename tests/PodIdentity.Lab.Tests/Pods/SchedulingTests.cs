using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes;

namespace PodIdentity.Lab.Tests.Pods;

public sealed class SchedulingTests
{
    private const string Container = """
        "containers":[{"name":"main","image":"amazon/aws-cli","command":["sleep","infinity"]}]
        """;

    private const string Helpless = " preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.";

    [Fact]
    public async Task A_selector_that_no_node_fits_leaves_the_pod_pending()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreatePod("app", $$"""{"nodeSelector":{"disk":"fast"},{{Container}}}""");

        Assert.Equal("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector." + Helpless, await RefusalAsync(world));
        Assert.Contains(world.Store.List("events", "default"), told => told.Text("reason") == "FailedScheduling");
    }

    [Fact]
    public async Task Taints_and_cordons_are_named_each()
    {
        await using var world = await PodWorld.StartAsync();
        Change(world, "node-a", node => node["spec"] = JsonNode.Parse("""{"taints":[{"key":"team","value":"blue","effect":"NoSchedule"}]}"""));
        Change(world, "node-b", node => node["spec"] = JsonNode.Parse("""{"unschedulable":true}"""));
        world.CreatePod("app", $$"""{{{Container}}}""");

        Assert.Equal("0/2 nodes are available: 1 node(s) had untolerated taint {team: blue}, 1 node(s) were unschedulable." + Helpless, await RefusalAsync(world));
    }

    [Fact]
    public async Task Nodes_that_are_not_ready_are_tainted_take_no_pods_and_have_none_that_is_ready()
    {
        await using var world = await PodWorld.StartAsync();
        await world.RunPodAsync("old");
        foreach (var name in (string[])["node-a", "node-b"]) Change(world, name, node => node["status"]!["conditions"]![0]!["status"] = "False");
        await PodWorld.UntilAsync(() => !world.Store.Get("pods", "default", "old")!.ConditionIsTrue("Ready"));
        world.CreatePod("app", $$"""{"tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute"}],{{Container}}}""");

        Assert.Equal("0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/not-ready: }." + Helpless, await RefusalAsync(world));
        foreach (var name in (string[])["node-a", "node-b"]) Change(world, name, node => node["status"]!["conditions"]![0]!["status"] = "True");
        await PodWorld.UntilAsync(() => world.Store.Get("pods", "default", "old")!.ConditionIsTrue("Ready"));
        await world.PodInPhaseAsync("app", "Running");
        Assert.Empty(world.Store.Get("nodes", null, "node-a").Items("spec", "taints"));
    }

    [Fact]
    public async Task A_pod_that_asks_for_more_than_is_free_waits_until_it_is()
    {
        await using var world = await PodWorld.StartAsync();
        Change(world, "node-a", node => node["status"]!["allocatable"] = JsonNode.Parse("""{"cpu":"1930m","memory":"1Gi"}"""));
        Change(world, "node-b", node => node["spec"] = JsonNode.Parse("""{"unschedulable":true}"""));
        const string Greedy = """{"containers":[{"name":"main","image":"amazon/aws-cli","command":["sleep","infinity"],"resources":{"requests":{"cpu":"1"}}}]}""";
        world.CreatePod("first", Greedy);
        await world.PodInPhaseAsync("first", "Running");
        world.CreatePod("app", Greedy);

        Assert.Equal(
            "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable. preemption: 0/2 nodes are available: "
            + "1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.",
            await RefusalAsync(world));
        world.Store.Remove("pods", "default", "first");
        await world.PodInPhaseAsync("app", "Running");
    }

    private static void Change(PodWorld world, string node, Action<JsonObject> change) => world.Store.Update("nodes", null, node, change);

    private static async Task<string?> RefusalAsync(PodWorld world)
    {
        await PodWorld.UntilAsync(() => world.Store.Get("pods", "default", "app")!.Condition("PodScheduled").Text("status") == "False");
        var condition = world.Store.Get("pods", "default", "app")!.Condition("PodScheduled");
        Assert.Equal("Unschedulable", condition.Text("reason"));
        return condition.Text("message");
    }
}
