using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

public class RemovalTests
{
    [Fact]
    public async Task Everything_that_was_made_is_removed_in_order_and_then_not_found()
    {
        await using var world = await EngineLab.StartAsync(consistencyDelay: TimeSpan.FromMilliseconds(500));
        await world.InstallAgentAsync();
        await world.NewRoleAsync();
        await world.AssociateAsync(EngineLab.Association());
        await world.TestAsync(keep: true);

        var removed = await world.RemoveAsync(all: true);
        var again = await world.RemoveAsync(EngineLab.RoleName, all: true);

        Assert.Equal(
            [RemovalKind.ProbePod, RemovalKind.Association, RemovalKind.Role, RemovalKind.ServiceAccount, RemovalKind.Agent],
            removed.Select(r => r.Kind));
        Assert.All(removed, r => Assert.Equal((RemovalResult.Removed, null), (r.Result, r.Reason)));
        Assert.Equal(4, again.Count);
        Assert.All(again, r => Assert.Equal(RemovalResult.NotFound, r.Result));
        Assert.Empty(await world.ListAsync());
        Assert.Empty(world.Lab.Clusters[EngineLab.Cluster].Store.List("daemonsets", "kube-system"));
    }

    [Fact]
    public async Task A_role_that_another_service_account_uses_is_kept()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        await world.AssociateAsync(EngineLab.Association());
        await world.AssociateAsync(EngineLab.Association("other"));

        var first = await world.RemoveAsync();
        var last = await world.RemoveAsync(serviceAccount: "other");

        var kept = Assert.Single(first, r => r.Kind == RemovalKind.Role);
        Assert.Equal(RemovalResult.Kept, kept.Result);
        Assert.Contains("default/other", kept.Reason, StringComparison.Ordinal);
        Assert.Equal(RemovalResult.Removed, Assert.Single(last, r => r.Kind == RemovalKind.Role).Result);
        Assert.False(world.HasRole(EngineLab.RoleName));
    }

    [Fact]
    public async Task What_others_made_is_kept()
    {
        await using var world = await EngineLab.StartAsync();
        var node = world.Lab.World.Cloud.Instances(EngineLab.Cluster)[0].RoleArn.Split('/')[1];

        var removed = await world.RemoveAsync(node, serviceAccount: "default", all: true);

        Assert.Equal(RemovalResult.Kept, Assert.Single(removed, r => r.Kind == RemovalKind.Role).Result);
        Assert.Equal(RemovalResult.Kept, Assert.Single(removed, r => r.Kind == RemovalKind.ServiceAccount).Result);
        Assert.True(world.HasRole(node));
        Assert.Empty(world.Writes);
    }

    [Fact]
    public async Task A_what_if_run_asks_for_each_step_in_order_and_writes_nothing()
    {
        await using var world = await EngineLab.StartAsync();
        await world.InstallAgentAsync();
        await world.NewRoleAsync();
        await world.AssociateAsync(EngineLab.Association());
        world.Host.Questions.Clear();
        world.Lab.Traffic.Log.Clear();
        world.Host.Answer = false;

        var removals = await world.RemoveAsync(all: true);

        Assert.DoesNotContain(removals, r => r.Result == RemovalResult.Removed);
        Assert.Collection(
            world.Host.Questions,
            q => Assert.StartsWith("Association", q, StringComparison.Ordinal),
            q => Assert.StartsWith("Role", q, StringComparison.Ordinal),
            q => Assert.StartsWith("ServiceAccount", q, StringComparison.Ordinal),
            q => Assert.StartsWith("Agent", q, StringComparison.Ordinal));
        Assert.Empty(world.Writes);
    }

    [Fact]
    public async Task A_role_stays_when_its_association_could_not_be_removed()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        await world.AssociateAsync(EngineLab.Association());
        world.Fail("eks", "DeletePodIdentityAssociation", 403, "AccessDeniedException");

        var removed = await world.RemoveAsync();

        Assert.All(removed.Take(2), r => Assert.Equal(RemovalResult.Failed, r.Result));
        Assert.Equal([RemovalKind.Association, RemovalKind.Role], removed.Select(r => r.Kind).Take(2));
        Assert.True(world.HasRole(EngineLab.RoleName));
        Assert.DoesNotContain(world.Writes, w => w is "iam DetachRolePolicy" or "iam DeleteRole");
    }

    [Fact]
    public async Task One_step_that_fails_is_reported_and_does_not_stop_the_rest()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        await world.AssociateAsync(EngineLab.Association());
        world.Fail("iam", "DeleteRole", 403, "AccessDenied");

        var removed = await world.RemoveAsync(all: true);

        var failed = Assert.Single(removed, r => r.Result == RemovalResult.Failed);
        Assert.Equal(RemovalKind.Role, failed.Kind);
        Assert.Contains("scripted", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(RemovalResult.Removed, Assert.Single(removed, r => r.Kind == RemovalKind.ServiceAccount).Result);
    }

    [Fact]
    public async Task A_role_that_is_to_be_kept_stays_with_its_policies()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        await world.AssociateAsync(EngineLab.Association());

        var removed = await EngineLab.CollectAsync(world.Engine.RemoveSetupAsync(
            new() { ClusterName = EngineLab.Cluster, Namespace = "default", ServiceAccount = "app", KeepRole = true }, world.Host, TestContext.Current.CancellationToken));

        var role = Assert.Single(removed, r => r.Kind == RemovalKind.Role);
        Assert.Equal((RemovalResult.Kept, "-KeepRole was given."), (role.Result, role.Reason));
        Assert.Equal(RemovalResult.Removed, Assert.Single(removed, r => r.Kind == RemovalKind.Association).Result);
        Assert.DoesNotContain(world.Writes, w => w.StartsWith("iam Detach", StringComparison.Ordinal) || w.StartsWith("iam Delete", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kubernetes", "list pods", RemovalKind.ProbePod)]
    [InlineData("eks", "ListPodIdentityAssociations", RemovalKind.Association)]
    [InlineData("iam", "GetRole", RemovalKind.Role)]
    [InlineData("kubernetes", "get serviceaccounts", RemovalKind.ServiceAccount)]
    [InlineData("eks", "DescribeAddon", RemovalKind.Agent)]
    public async Task What_cannot_be_read_is_an_error_of_its_own_and_the_rest_goes_on(string service, string operation, RemovalKind kind)
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        await world.AssociateAsync(EngineLab.Association());
        world.Fail(service, operation, 403, service == "kubernetes" ? "Forbidden" : service == "iam" ? "AccessDenied" : "AccessDeniedException");

        var removed = await world.RemoveAsync(EngineLab.RoleName, all: true);

        Assert.Contains(removed, r => r.Kind == kind && r.Result == RemovalResult.Failed);
        Assert.Contains(world.Host.Errors, e => e.Kind == ErrorKind.PermissionDenied);
        Assert.Contains(removed, r => r.Kind != kind && r.Result is RemovalResult.Removed);
        Assert.Equal(kind is RemovalKind.Association or RemovalKind.Role, world.HasRole(EngineLab.RoleName));
    }

    [Fact]
    public async Task Of_two_removals_at_once_one_takes_the_shared_role_along()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        foreach (var account in new[] { "one", "two", "three" })
        {
            await world.AssociateAsync(EngineLab.Association(account) with { NoWait = true });
        }

        var removed = (await Task.WhenAll(world.RemoveAsync(serviceAccount: "one"), world.RemoveAsync(serviceAccount: "two"), world.RemoveAsync(serviceAccount: "three"))).SelectMany(r => r).ToList();

        Assert.DoesNotContain(removed, r => r.Result == RemovalResult.Failed);
        Assert.Single(removed, r => r is { Kind: RemovalKind.Role, Result: RemovalResult.Removed });
        Assert.False(world.HasRole(EngineLab.RoleName));
    }
}
