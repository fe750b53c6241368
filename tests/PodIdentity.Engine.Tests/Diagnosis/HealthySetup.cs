using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

/// <summary>A set-up in which all is well, to be broken.</summary>
internal static class HealthySetup
{
    public static async Task<EngineLab> StartAsync()
    {
        var world = await EngineLab.StartAsync(options: new() { AddonDelay = TimeSpan.Zero, PodStartDelay = TimeSpan.Zero });
        await world.InstallAgentAsync();
        await world.NewRoleAsync();
        await world.AssociateAsync(EngineLab.Association());
        await world.AddWorkloadAsync("Deployment", "web", replicas: 1);
        return world;
    }

    public static Task<List<Check>> DiagnoseAsync(this EngineLab world, Func<TestSetupRequest, TestSetupRequest>? ask = null)
    {
        var request = new TestSetupRequest { ClusterName = EngineLab.Cluster, Namespace = "default", ServiceAccount = "app" };
        return EngineLab.CollectAsync(world.Engine.TestSetupAsync(ask is null ? request : ask(request), world.Host, TestContext.Current.CancellationToken));
    }

    public static Task RemoveAssociationAsync(this EngineLab world) =>
        world.Engine.RemoveAssociationAsync(new() { ClusterName = EngineLab.Cluster, Namespace = "default", ServiceAccount = "app" }, world.Host, TestContext.Current.CancellationToken);
}
