using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class ClusterScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("The cluster is being created", "", world => Set(world, "CREATING"), Causes.ClusterNotReady, "eksdemo1 is CREATING", "wait cluster-active"),
        new("The cluster could not be created", "", world => Set(world, "FAILED"), Causes.ClusterFailed, "eksdemo1 is FAILED", "cluster.health"),
        new("The cluster is being deleted", "", world => Set(world, "DELETING"), Causes.ClusterBeingDeleted, "eksdemo1 is DELETING", "cluster-deleted"),
        new("The platform version is too old", "", world => Set(world, null, "eks.3"), Causes.ClusterTooOld, "Kubernetes 1.31, platform eks.3", "update-cluster-version"),
        new("The platform version is too old, and the agent is absent", "", async world =>
        {
            await Set(world, null, "eks.3");
            await world.DeleteAgentAsync();
        }, Causes.ClusterTooOld, "platform eks.3", "update-cluster-version"),
        new("The cluster does not know the caller", "", world => SignIn(world.Lab.World.Stranger), Causes.CallerUnknownToCluster, "401", "create-access-entry") { Status = CheckStatus.Warning },
    ];

    private static Task SignIn(Lab.Aws.Signing.Credential credential)
    {
        EngineLab.SignInAs(credential);
        return Task.CompletedTask;
    }

    private static Task Set(EngineLab world, string? status, string? platform = null)
    {
        var cluster = world.EksCluster();
        cluster.Status = status ?? cluster.Status;
        cluster.PlatformVersion = platform ?? cluster.PlatformVersion;
        return Task.CompletedTask;
    }
}
