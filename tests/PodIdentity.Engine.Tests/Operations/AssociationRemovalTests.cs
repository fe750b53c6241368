using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

/// <summary>The states that Remove-PodIdentityAssociation and a Get by id can meet.</summary>
public class AssociationRemovalTests
{
    [Fact]
    public async Task By_service_account_it_is_gone_when_the_call_returns()
    {
        await using var world = await StartAsync(consistencyDelay: TimeSpan.FromSeconds(1));

        var removed = await RemoveAsync(world, ByAccount());

        Assert.Equal(EngineLab.RoleName, removed!.RoleName);
        Assert.Empty(await world.ListAsync());
        Assert.Contains(world.Host.Progress, p => p.Status == "EKS still shows it");
    }

    [Fact]
    public async Task By_id_it_is_gone_and_can_be_made_anew()
    {
        await using var world = await StartAsync();
        var id = Assert.Single(await world.ListAsync()).AssociationId;

        await RemoveAsync(world, ById(id));
        var anew = await world.AssociateAsync(Association());

        Assert.Equal(Change.Created, anew!.Change);
        Assert.NotEqual(id, anew.AssociationId);
    }

    [Fact]
    public async Task Without_a_wait_it_returns_while_eks_still_shows_it()
    {
        await using var world = await StartAsync(consistencyDelay: TimeSpan.FromMinutes(1));

        await RemoveAsync(world, ByAccount() with { NoWait = true });

        Assert.Single(await world.ListAsync());
        Assert.Empty(world.Host.Progress);
    }

    [Fact]
    public async Task A_wait_that_runs_out_is_an_error_that_says_the_deletion_stands()
    {
        await using var world = await StartAsync(consistencyDelay: TimeSpan.FromMinutes(1));

        var error = await ErrorOfAsync(world, ByAccount() with { Timeout = TimeSpan.FromMilliseconds(300) });

        Assert.Equal("PodIdentity.Timeout", error.ErrorId);
        Assert.Contains("accepted the deletion", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "nobody", "PodIdentity.AssociationNotFound", ErrorKind.ObjectNotFound)]
    [InlineData("a-00000000000000000", null, "PodIdentity.AssociationNotFound", ErrorKind.ObjectNotFound)]
    [InlineData("a-1", null, "PodIdentity.InvalidAssociationId", ErrorKind.InvalidArgument)]
    [InlineData(null, null, "PodIdentity.AssociationNotGiven", ErrorKind.InvalidArgument)]
    [InlineData(null, "Not A Name", "PodIdentity.InvalidServiceAccount", ErrorKind.InvalidArgument)]
    public async Task Absent_or_impossible_is_an_error(string? id, string? serviceAccount, string errorId, ErrorKind kind)
    {
        await using var world = await StartAsync();

        var error = await ErrorOfAsync(world, new() { ClusterName = EngineLab.Cluster, AssociationId = id, Namespace = serviceAccount is null ? null : "default", ServiceAccount = serviceAccount });

        Assert.Equal((errorId, kind), (error.ErrorId, error.Kind));
        Assert.Single(await world.ListAsync());
    }

    [Fact]
    public async Task The_id_of_another_service_account_is_refused()
    {
        await using var world = await StartAsync();
        var id = Assert.Single(await world.ListAsync()).AssociationId;

        var error = await ErrorOfAsync(world, ById(id) with { Namespace = "default", ServiceAccount = "other" });

        Assert.Equal(("PodIdentity.AssociationMismatch", id), (error.ErrorId, (string?)error.Target));
        Assert.Single(await world.ListAsync());
    }

    [Fact]
    public async Task Owned_by_an_addon_is_refused_with_the_way_to_do_it()
    {
        await using var world = await StartAsync();
        world.Lab.World.Eks.Find(EngineLab.Cluster)!.Associations.Find("default", "app")!.OwnerArn = "arn:aws:eks:us-east-1:111122223333:addon/eksdemo1/vpc-cni/1a2b";

        var error = await ErrorOfAsync(world, ByAccount());

        Assert.Equal("PodIdentity.AssociationOwned", error.ErrorId);
        Assert.Contains("update-addon --cluster-name eksdemo1 --addon-name vpc-cni --pod-identity-associations []", error.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("eks DeletePodIdentityAssociation", world.Requests);
    }

    [Fact]
    public async Task Declined_it_stays()
    {
        await using var world = await StartAsync();
        world.Host.Answer = false;

        Assert.Null(await RemoveAsync(world, ByAccount()));
        Assert.DoesNotContain("eks DeletePodIdentityAssociation", world.Requests);
    }

    [Fact]
    public async Task One_that_another_deleted_meanwhile_is_gone_as_asked()
    {
        await using var world = await StartAsync();
        world.Fail("eks", "DeletePodIdentityAssociation", 404, "ResourceNotFoundException");
        world.Host.OnQuestion = _ => Lab.Aws.Eks.Associations.AssociationOperations.Remove(
            world.Lab.World.Eks.Find(EngineLab.Cluster)!, world.Lab.World.Eks.Find(EngineLab.Cluster)!.Associations.Find("default", "app")!);

        Assert.NotNull(await RemoveAsync(world, ByAccount()));
    }

    [Theory]
    [InlineData("a-00000000000000000", null, null, "PodIdentity.AssociationNotFound")]
    [InlineData(null, "Not A Namespace", null, "PodIdentity.InvalidNamespace")]
    [InlineData(null, null, "not an arn", "PodIdentity.InvalidRoleArn")]
    public async Task Get_of_what_is_not_there_or_cannot_be_is_an_error(string? id, string? @namespace, string? roleArn, string errorId)
    {
        await using var world = await StartAsync();

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => GetAsync(world, new() { ClusterName = EngineLab.Cluster, AssociationId = id, Namespace = @namespace, RoleArn = roleArn }));

        Assert.Equal(errorId, error.ErrorId);
    }

    [Theory]
    [InlineData("default", null, "Reader", 1)]
    [InlineData("default", "app", null, 1)]
    [InlineData(null, "app", null, 1)]
    [InlineData("kube-system", null, null, 0)]
    [InlineData(null, null, "Other", 0)]
    public async Task Get_filters_and_finding_nothing_is_no_error(string? @namespace, string? serviceAccount, string? roleName, int count)
    {
        await using var world = await StartAsync();

        Assert.Equal(count, (await GetAsync(world, new() { ClusterName = EngineLab.Cluster, Namespace = @namespace, ServiceAccount = serviceAccount, RoleName = roleName })).Count);
    }

    [Fact]
    public async Task Get_ends_when_its_reader_has_had_enough()
    {
        await using var world = await StartAsync();
        for (var i = 0; i < 40; i++)
            await world.AssociateAsync(EngineLab.Association($"app-{i}") with { CreateServiceAccount = false, NoWait = true });
        world.Lab.Traffic.Faults.Add(new() { Service = "eks", Operation = "DescribePodIdentityAssociation", DelayMilliseconds = 60_000, Skip = 1 });

        await foreach (var first in world.Engine.GetAssociationsAsync(new() { ClusterName = EngineLab.Cluster }, world.Host, TestContext.Current.CancellationToken))
        {
            Assert.NotNull(first.RoleArn);
            break;
        }
    }

    private static async Task<EngineLab> StartAsync(TimeSpan consistencyDelay = default)
    {
        var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        await world.AssociateAsync(Association());
        world.Lab.World.Options.ConsistencyDelay = consistencyDelay;
        return world;
    }

    private static NewAssociationRequest Association() => EngineLab.Association() with { CreateServiceAccount = false, NoWait = true };

    private static RemoveAssociationRequest ByAccount() => new() { ClusterName = EngineLab.Cluster, Namespace = "default", ServiceAccount = "app" };

    private static RemoveAssociationRequest ById(string id) => new() { ClusterName = EngineLab.Cluster, AssociationId = id };

    private static Task<Association?> RemoveAsync(EngineLab world, RemoveAssociationRequest request) => world.Engine.RemoveAssociationAsync(request, world.Host, TestContext.Current.CancellationToken);

    private static Task<PodIdentityException> ErrorOfAsync(EngineLab world, RemoveAssociationRequest request) => Assert.ThrowsAsync<PodIdentityException>(() => RemoveAsync(world, request));

    private static async Task<List<Association>> GetAsync(EngineLab world, GetAssociationsRequest request)
    {
        var all = new List<Association>();
        await foreach (var association in world.Engine.GetAssociationsAsync(request, world.Host, TestContext.Current.CancellationToken))
            all.Add(association);
        return all;
    }
}
