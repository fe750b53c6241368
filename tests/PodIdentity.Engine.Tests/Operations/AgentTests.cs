using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

public class AgentTests
{
    [Fact]
    public async Task An_absent_agent_is_installed_once_and_ready_on_every_node()
    {
        await using var world = await EngineLab.StartAsync();

        var before = await world.Engine.GetAgentAsync(new() { ClusterName = EngineLab.Cluster }, world.Host, TestContext.Current.CancellationToken);
        var first = await world.InstallAgentAsync();
        var second = await world.InstallAgentAsync();

        Assert.Equal(AgentSource.Absent, before.Source);
        Assert.Equal("ABSENT", before.Status);
        Assert.Equal((Change.Created, AgentSource.AddOn, "ACTIVE"), (first!.Change, first.Source, first.Status));
        Assert.Equal((2, 2), (first.ReadyNodes, first.DesiredNodes));
        Assert.All(first.Nodes, node => Assert.True(node.Ready));
        Assert.Equal(Change.Unchanged, second!.Change);
        Assert.Single(world.Writes, "eks CreateAddon");
        Assert.Contains(world.Host.Progress, p => p.Status.StartsWith("CREATING", StringComparison.Ordinal));
        Assert.True(world.Host.Progress.Last().Completed);
    }

    [Fact]
    public async Task A_declined_installation_writes_nothing()
    {
        await using var world = await EngineLab.StartAsync();
        world.Host.Answer = false;

        Assert.Null(await world.InstallAgentAsync());
        Assert.Empty(world.Writes);
        Assert.Contains("Install add-on eks-pod-identity-agent v", Assert.Single(world.Host.Questions), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_not_offered_is_named_and_nothing_is_installed()
    {
        await using var world = await EngineLab.StartAsync();

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.Engine.InstallAgentAsync(
            new() { ClusterName = EngineLab.Cluster, AddonVersion = "v9.9.9-eksbuild.1" }, world.Host, TestContext.Current.CancellationToken));

        Assert.Equal("PodIdentity.AddonVersionNotFound", error.ErrorId);
        Assert.Equal("v9.9.9-eksbuild.1", error.Target);
    }

    [Fact]
    public async Task A_wait_ends_at_once_when_the_user_stops_it()
    {
        await using var world = await EngineLab.StartAsync();
        using var stop = new CancellationTokenSource();
        world.Host.OnProgress = _ => stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Engine.InstallAgentAsync(new() { ClusterName = EngineLab.Cluster }, world.Host, stop.Token));
    }
}
