using System.Text.Json.Nodes;
using PodIdentity.Engine.Tests.Support;
using PodIdentity.Lab.Bridge;
using static PodIdentity.Engine.Tests.Support.AgentStates;

namespace PodIdentity.Engine.Tests.Operations;

/// <summary>The agent by the nodes that it meets, and what Get-EksPodIdentityAgent says of each.</summary>
public class AgentNodeTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Active_by_EKS_with_a_node_not_ready_is_waited_for_and_the_node_is_told()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync();
        var node = world.NodeNames()[1];
        await world.StopNodeAsync(node);

        var error = await world.FailToInstallAsync(Install with { Timeout = Short });

        Assert.Equal("ACTIVE", (await world.DescribeAddonAsync()).Status.Value);
        Assert.Equal("PodIdentity.Timeout", error.ErrorId);
        Assert.Contains("ACTIVE, ready on 1 of 2 nodes", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{node}: The node is not ready", error.Message, StringComparison.Ordinal);
        var agent = await world.GetAgentAsync();
        Assert.Equal((1, 2), (agent.ReadyNodes, agent.DesiredNodes));
    }

    [Fact]
    public async Task Cordoned_nodes_have_the_agent_like_all_others()
    {
        await using var world = await EngineLab.StartAsync();
        foreach (var name in world.NodeNames())
        {
            world.Store().Update("nodes", null, name, n =>
            {
                n["spec"]!["unschedulable"] = true;
                n["spec"]!["taints"] = new JsonArray(new JsonObject { ["key"] = "node.kubernetes.io/unschedulable", ["effect"] = "NoSchedule" });
            });
        }

        Assert.Equal(2, (await world.InstallAsync())!.ReadyNodes);
    }

    [Fact]
    public async Task No_nodes_are_nothing_to_wait_for()
    {
        await using var world = await EngineLab.StartAsync();
        world.RemoveNodes();

        var agent = await world.InstallAsync();

        Assert.Equal((Change.Created, "ACTIVE", 0, 0), (agent!.Change, agent.Status, agent.ReadyNodes, agent.DesiredNodes));
    }

    [Fact]
    public async Task Degraded_for_lack_of_nodes_alone_is_a_result_with_a_warning_that_force_does_not_touch()
    {
        await using var world = await EngineLab.StartAsync();
        world.RemoveNodes();
        await world.CreateAddonAsync();
        await world.UntilStatusAsync("ACTIVE");
        world.SetIssue("InsufficientNumberOfReplicas", "no replicas");

        var agent = await world.InstallAsync(Install with { Force = true });

        Assert.Equal((Change.Unchanged, "DEGRADED", 0), (agent!.Change, agent.Status, agent.DesiredNodes));
        Assert.Contains("no replicas", Assert.Single(world.Host.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_where_it_cannot_run_are_counted_out_with_the_reason()
    {
        await using var world = await EngineLab.StartAsync();
        foreach (var kind in new[] { NodeKind.Fargate, NodeKind.Windows, NodeKind.Hybrid, NodeKind.Auto })
            await world.AddNodeAsync(kind);

        var agent = await world.InstallAsync();

        Assert.Equal((2, 2, 6), (agent!.ReadyNodes, agent.DesiredNodes, agent.Nodes.Count));
        var out4 = agent.Nodes.Where(n => !n.Expected).Select(n => n.Reason!).ToList();
        Assert.Equal(4, out4.Count);
        Assert.All(["Fargate", "windows", "Hybrid", "Auto Mode"], kind => Assert.Contains(out4, reason => reason.Contains(kind, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Built_in_by_auto_mode_is_left_alone_with_a_warning_about_what_was_asked_for()
    {
        await using var world = await EngineLab.StartAsync();
        world.RemoveNodes();
        world.Eks().AutoMode = true;
        await world.AddNodeAsync(NodeKind.Auto);

        var agent = await world.InstallAsync();
        await world.InstallAsync(Install with { AddonVersion = Latest });

        Assert.Equal((AgentSource.BuiltIn, Change.Unchanged, "ACTIVE", 0), (agent!.Source, agent.Change, agent.Status, agent.DesiredNodes));
        Assert.Empty(world.EksWrites());
        Assert.Contains("BuiltIn", Assert.Single(world.Host.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Auto_mode_beside_nodes_of_a_node_group_gets_the_addon_for_those()
    {
        await using var world = await EngineLab.StartAsync();
        world.Eks().AutoMode = true;
        await world.AddNodeAsync(NodeKind.Auto);

        var before = await world.GetAgentAsync();
        var agent = await world.InstallAsync();

        Assert.Equal((AgentSource.Absent, 0, 2), (before.Source, before.ReadyNodes, before.DesiredNodes));
        Assert.Equal((AgentSource.AddOn, Change.Created, 2, 2), (agent!.Source, agent.Change, agent.ReadyNodes, agent.DesiredNodes));
    }

    [Fact]
    public async Task Self_managed_is_left_alone()
    {
        await using var world = await EngineLab.StartAsync();
        world.InstallByHand();
        await world.UntilAgentPodsAsync(2);

        var agent = await world.InstallAsync(Install with { Force = true });

        Assert.Equal((AgentSource.SelfManaged, Change.Unchanged, "ACTIVE", 2), (agent!.Source, agent.Change, agent.Status, agent.ReadyNodes));
        Assert.Empty(world.EksWrites());
    }

    [Fact]
    public async Task Nodes_that_the_configuration_leaves_out_are_not_expected()
    {
        await using var world = await EngineLab.StartAsync();
        var kept = world.NodeNames()[0];
        var affinity = /*lang=json*/ """{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"In","values":["NODE"]}]}]}}}}"""
            .Replace("NODE", kept, StringComparison.Ordinal);

        var agent = await world.InstallAsync(Install with { ConfigurationValues = affinity });

        Assert.Equal((1, 1), (agent!.ReadyNodes, agent.DesiredNodes));
        Assert.Contains("node affinity of the agent's DaemonSet", Assert.Single(agent.Nodes, n => n.NodeName != kept).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crashing_agents_are_told_by_node_and_log_and_are_degraded_later()
    {
        await using var world = await EngineLab.StartAsync();

        var early = await world.FailToInstallAsync(Install with { ConfigurationValues = BadFlag, Timeout = TimeSpan.FromSeconds(2) });
        world.Lab.Clock.Advance(TimeSpan.FromMinutes(2));
        var late = await world.FailToInstallAsync(Install with { Timeout = Short });
        var healed = await world.InstallAsync(Install with { ConfigurationValues = "{}" });

        Assert.Equal("PodIdentity.Timeout", early.ErrorId);
        Assert.Equal("PodIdentity.AgentDegraded", late.ErrorId);
        Assert.Contains("InsufficientNumberOfReplicas", late.Message, StringComparison.Ordinal);
        Assert.All([early, late], e => Assert.Contains("unknown flag: --no-such-flag", e.Message, StringComparison.Ordinal));
        Assert.All(world.NodeNames(), node => Assert.Contains($"{node}: The agent's pod is ", early.Message, StringComparison.Ordinal));
        Assert.Equal((Change.Updated, 2), (healed!.Change, healed.ReadyNodes));
    }

    [Theory]
    [InlineData(401, "Unauthorized", "PodIdentity.KubernetesUnauthorized", "create-access-entry")]
    [InlineData(403, "Forbidden", "PodIdentity.KubernetesForbidden", "`list` on nodes, pods and daemonsets.apps")]
    public async Task A_caller_without_access_to_the_cluster_is_told_what_EKS_knows(int status, string code, string errorId, string way)
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync();
        world.Fail("kubernetes", "list pods", status, code);

        var error = await Assert.ThrowsAsync<PodIdentityException>(world.GetAgentAsync);

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains($"EKS says that add-on {Addon} {Default} is ACTIVE", error.Message, StringComparison.Ordinal);
        Assert.Contains(way, error.RecommendedAction, StringComparison.Ordinal);
    }
}
