using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

public class AssociationTests
{
    [Fact]
    public async Task It_is_created_once_and_only_reported_when_new_pods_get_credentials()
    {
        await using var world = await EngineLab.StartAsync(consistencyDelay: TimeSpan.FromSeconds(1));
        await world.InstallAgentAsync();
        await world.NewRoleAsync();

        var first = await world.AssociateAsync(EngineLab.Association());
        var tested = await world.TestAsync();
        var second = await world.AssociateAsync(EngineLab.Association());

        Assert.Equal((Change.Created, true), (first!.Change, first.Effective));
        Assert.Contains(world.Host.Progress, p => p.Status.StartsWith("0 of 3", StringComparison.Ordinal));
        Assert.True(tested!.Allowed);
        Assert.Equal(IdentitySource.PodIdentity, tested.IdentitySource);
        Assert.Equal((Change.Unchanged, first.AssociationId), (second!.Change, second.AssociationId));
        Assert.Equal(first.AssociationId, Assert.Single(await world.ListAsync()).AssociationId);
        Assert.Equal("PodIdentity", first.Tag["podidentity/managed-by"]);
    }

    [Fact]
    public async Task A_role_that_eks_does_not_see_yet_is_waited_for()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        world.Lab.Traffic.Faults.Add(new() { Service = "eks", Operation = "CreatePodIdentityAssociation", Status = 400, Code = "InvalidParameterException", Message = "Role provided in the request does not exist.", Count = 2 });

        var association = await world.AssociateAsync(EngineLab.Association());

        Assert.Equal(Change.Created, association!.Change);
        Assert.Equal(3, world.Writes.Count(w => w == "eks CreatePodIdentityAssociation"));
    }

    [Fact]
    public async Task Another_role_replaces_the_first_only_with_force()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        await world.NewRoleAsync("Other");
        var first = await world.AssociateAsync(EngineLab.Association());

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.AssociateAsync(EngineLab.Association(roleName: "Other")));
        var forced = await world.AssociateAsync(EngineLab.Association(roleName: "Other") with { Force = true });

        Assert.Equal(("PodIdentity.AssociationExists", ErrorKind.ResourceExists), (error.ErrorId, error.Kind));
        Assert.Equal((Change.Updated, first!.AssociationId, "Other"), (forced!.Change, forced.AssociationId, forced.RoleName));
    }

    [Fact]
    public async Task Settings_that_differ_are_updated_and_others_stay()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        await world.AssociateAsync(EngineLab.Association() with { Tag = new Dictionary<string, string> { ["team"] = "a" } });

        var updated = await world.AssociateAsync(EngineLab.Association() with { DisableSessionTag = true, Tag = new Dictionary<string, string> { ["cost"] = "1" } });

        Assert.Equal(Change.Updated, updated!.Change);
        Assert.True(updated.DisableSessionTag);
        Assert.Equal(("a", "1"), (updated.Tag["team"], updated.Tag["cost"]));
    }

    [Fact]
    public async Task A_role_that_does_not_exist_is_an_error_and_leaves_no_service_account()
    {
        await using var world = await EngineLab.StartAsync();

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.AssociateAsync(EngineLab.Association(roleName: "Nobody")));

        Assert.Equal("PodIdentity.RoleNotFound", error.ErrorId);
        Assert.Equal("Nobody", error.Target);
        Assert.Empty(world.Writes);
    }

    [Fact]
    public async Task A_failed_association_takes_its_new_service_account_along()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        world.Fail("eks", "CreatePodIdentityAssociation", 403, "AccessDeniedException");

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.AssociateAsync(EngineLab.Association()));

        Assert.Equal("PodIdentity.AccessDenied", error.ErrorId);
        Assert.Null(world.Lab.Clusters[EngineLab.Cluster].Store.Get("serviceaccounts", "default", "app"));
    }

    [Fact]
    public async Task A_missing_service_account_is_a_warning_because_eks_allows_it()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();

        var association = await world.AssociateAsync(EngineLab.Association() with { CreateServiceAccount = false });

        Assert.Equal(Change.Created, association!.Change);
        Assert.Null(association.Effective);
        Assert.Contains("no service account 'app'", Assert.Single(world.Host.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_wait_the_cluster_is_not_asked_at_all()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();

        var association = await world.AssociateAsync(EngineLab.Association() with { CreateServiceAccount = false, NoWait = true });

        Assert.Equal(Change.Created, association!.Change);
        Assert.DoesNotContain(world.Requests, r => r.StartsWith("kubernetes", StringComparison.Ordinal) && r.Contains("serviceaccounts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_of_several_pages_is_complete_and_filters_by_role()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        await world.NewRoleAsync("Other");
        for (var i = 0; i < 120; i++)
        {
            await world.AssociateAsync(EngineLab.Association($"app-{i}", i % 60 == 0 ? "Other" : EngineLab.RoleName) with { CreateServiceAccount = false, NoWait = true });
        }

        var all = await world.ListAsync();
        var others = new List<Association>();
        await foreach (var association in world.Engine.GetAssociationsAsync(new() { ClusterName = EngineLab.Cluster, RoleName = "Other" }, world.Host, TestContext.Current.CancellationToken))
        {
            others.Add(association);
        }

        Assert.Equal(120, all.Select(a => a.AssociationId).Distinct().Count());
        Assert.Equal(["app-0", "app-60"], others.Select(a => a.ServiceAccount).Order());
    }
}
