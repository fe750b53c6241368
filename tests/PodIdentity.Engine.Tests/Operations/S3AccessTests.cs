using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

public class S3AccessTests
{
    [Fact]
    public async Task A_pod_older_than_the_association_keeps_its_nodes_role_and_a_new_one_does_not()
    {
        await using var world = await EngineLab.StartAsync();
        await world.InstallAgentAsync();
        await world.NewRoleAsync();

        var before = await world.TestAsync(keep: true);
        await world.AssociateAsync(EngineLab.Association());
        var old = await world.TestAsync(before!.PodName);
        var fresh = await world.TestAsync();

        Assert.Equal((false, IdentitySource.NodeRole, "AccessDenied"), (before.Allowed, before.IdentitySource, before.ErrorCode));
        Assert.Equal("no identity-based policy", before.DeniedBy);
        Assert.Contains("NodeInstanceRole", before.PrincipalArn, StringComparison.Ordinal);
        Assert.Equal((false, IdentitySource.NodeRole, before.PodName), (old!.Allowed, old.IdentitySource, old.PodName));
        Assert.Contains("New-PodIdentityAssociation", before.Fix, StringComparison.Ordinal);
        Assert.Contains("Re-create the pod", old.Fix, StringComparison.Ordinal);
        Assert.Equal((true, IdentitySource.PodIdentity), (fresh!.Allowed, fresh.IdentitySource));
        Assert.Equal(3, fresh.Buckets.Count);
        Assert.Contains("assumed-role/Reader/eks-eksdemo1-", fresh.PrincipalArn, StringComparison.Ordinal);
        Assert.Equal("http://169.254.170.23/v1/credentials", fresh.InjectedEnvironment["AWS_CONTAINER_CREDENTIALS_FULL_URI"]);
    }

    [Fact]
    public async Task The_probe_pod_is_gone_afterwards()
    {
        await using var world = await EngineLab.StartAsync();

        await world.TestAsync();

        Assert.Empty(world.Lab.Clusters[EngineLab.Cluster].Store.List("pods", "default"));
    }

    [Fact]
    public async Task The_probe_pod_passes_the_restricted_standard()
    {
        await using var world = await EngineLab.StartAsync();
        world.Lab.Clusters[EngineLab.Cluster].Store.Update("namespaces", null, "default", n => n["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"] = "restricted");

        Assert.Equal(IdentitySource.NodeRole, (await world.TestAsync())!.IdentitySource);
    }

    [Fact]
    public async Task A_missing_service_account_is_an_error_unless_it_may_be_created()
    {
        await using var world = await EngineLab.StartAsync();
        var request = new TestS3AccessRequest { ClusterName = EngineLab.Cluster, Namespace = "default", ServiceAccount = "typo" };

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.Engine.TestS3AccessAsync(request, world.Host, TestContext.Current.CancellationToken));

        Assert.Equal(("PodIdentity.ServiceAccountNotFound", "default/typo"), (error.ErrorId, (string?)error.Target));
        Assert.Contains("-CreateServiceAccount", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(world.Writes);
    }

    [Fact]
    public async Task Without_an_agent_the_fix_is_to_install_it()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        var association = await world.AssociateAsync(EngineLab.Association());

        var result = await world.TestAsync();

        Assert.False(association!.Effective);
        Assert.Contains("no Pod Identity agent", Assert.Single(world.Host.Warnings), StringComparison.Ordinal);
        Assert.Equal(IdentitySource.None, result!.IdentitySource);
        Assert.Equal("Install-EksPodIdentityAgent -ClusterName eksdemo1", result.Fix);
    }

    [Fact]
    public async Task A_container_that_the_pod_lacks_is_named()
    {
        await using var world = await EngineLab.StartAsync();
        var kept = await world.TestAsync(keep: true);

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.Engine.TestS3AccessAsync(
            new() { ClusterName = EngineLab.Cluster, Namespace = "default", ServiceAccount = "app", PodName = kept!.PodName, ContainerName = "nope" },
            world.Host,
            TestContext.Current.CancellationToken));

        Assert.Equal(("PodIdentity.ContainerNotFound", "nope"), (error.ErrorId, (string?)error.Target));
    }

    [Fact]
    public async Task A_pod_of_another_service_account_is_refused()
    {
        await using var world = await EngineLab.StartAsync();
        var kept = await world.TestAsync(keep: true, serviceAccount: "other");

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.TestAsync(kept!.PodName));

        Assert.Equal("PodIdentity.PodServiceAccountMismatch", error.ErrorId);
    }
}
