using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

/// <summary>The states that New-PodIdentityAssociation can meet, and what becomes of each.</summary>
public class AssociationStateTests
{
    private const string Policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"*"}]}""";
    private const string SamePolicy = """{ "Statement": { "Resource": ["*"], "Action": ["s3:ListBucket", "s3:GetObject"], "Effect": "Allow" }, "Version": "2012-10-17" }""";
    private const string OtherAccountsRole = "arn:aws:iam::444455556666:role/Target";
    private const string Owner = "arn:aws:eks:us-east-1:111122223333:addon/eksdemo1/aws-ebs-csi-driver/1a2b";

    // A change of one parameter each; the first makes what the later ones change or take away.
    public static TheoryData<string> Parameters { get; } = ["RoleName", "RoleArn", "DisableSessionTag", "Policy", "PolicyObject", "TargetRoleArn", "Tag", "NothingToClear"];

    [Theory, MemberData(nameof(Parameters))]
    public async Task Absent_is_created_and_equal_is_unchanged(string parameter)
    {
        await using var world = await StartAsync();
        var request = With(parameter, Request());

        var first = await world.AssociateAsync(request);
        var writes = world.Writes.Count;
        var second = await world.AssociateAsync(request with { Policy = parameter.StartsWith("Policy", StringComparison.Ordinal) ? SamePolicy : request.Policy });

        Assert.Equal((Change.Created, Change.Unchanged), (first!.Change, second!.Change));
        Assert.Equal(writes, world.Writes.Count);
        Assert.Equal(first with { Change = null, Elapsed = null, Tag = second.Tag }, second with { Change = null, Elapsed = null });
    }

    [Theory]
    [InlineData("DisableSessionTag", "DisableSessionTag")]
    [InlineData("Policy", "DisableSessionTag, Policy")]
    [InlineData("TargetRoleArn", "TargetRoleArn")]
    [InlineData("Tag", "Tag")]
    public async Task Different_is_updated_once_and_then_unchanged(string parameter, string asked)
    {
        await using var world = await StartAsync();
        var before = await world.AssociateAsync(Request());

        var updated = await world.AssociateAsync(With(parameter, Request()));
        var again = await world.AssociateAsync(With(parameter, Request()));

        Assert.Equal((Change.Updated, Change.Unchanged), (updated!.Change, again!.Change));
        Assert.Equal(before!.AssociationId, again.AssociationId);
        Assert.EndsWith($"Change {asked}", world.Host.Questions.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_takes_target_role_and_policy_away_and_keeps_the_rest()
    {
        await using var world = await StartAsync();
        await world.AssociateAsync(With("Policy", With("TargetRoleArn", Request())));

        var cleared = await world.AssociateAsync(Request() with { TargetRoleArn = "", Policy = "" });

        Assert.Equal((Change.Updated, null, null, true), (cleared!.Change, cleared.TargetRoleArn, cleared.Policy, cleared.DisableSessionTag));
        Assert.Equal(Change.Unchanged, (await world.AssociateAsync(Request() with { TargetRoleArn = "", Policy = "" }))!.Change);
    }

    [Fact]
    public async Task A_policy_joins_an_association_whose_session_tags_are_off_already()
    {
        await using var world = await StartAsync();
        await world.AssociateAsync(With("DisableSessionTag", Request()));

        Assert.Equal(Change.Updated, (await world.AssociateAsync(Request() with { Policy = Policy }))!.Change);
    }

    [Theory]
    [InlineData(Policy, null, "PodIdentity.InvalidPolicy")]
    [InlineData(Policy, false, "PodIdentity.InvalidPolicy")]
    [InlineData("[]", true, "PodIdentity.InvalidPolicy")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Principal":"*","Resource":"*"}]}""", true, "PodIdentity.InvalidPolicy")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*"}]}""", true, "PodIdentity.InvalidPolicy")]
    public async Task A_policy_that_cannot_be_is_refused_before_any_write(string policy, bool? disable, string errorId)
    {
        await using var world = await StartAsync();

        Assert.Equal(errorId, (await ErrorOfAsync(world, Request() with { Policy = policy, DisableSessionTag = disable })).ErrorId);
    }

    [Fact]
    public async Task Session_tags_stay_off_while_there_is_a_policy()
    {
        await using var world = await StartAsync();
        await world.AssociateAsync(With("Policy", Request()));

        var error = await ErrorOfAsync(world, Request() with { DisableSessionTag = false });

        Assert.Equal("PodIdentity.InvalidDisableSessionTag", error.ErrorId);
        Assert.Contains("-Policy ''", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owned_by_an_addon_is_refused_with_the_way_to_do_it()
    {
        await using var world = await StartAsync();
        await world.AssociateAsync(Request() with { CreateServiceAccount = false });
        Stored(world).OwnerArn = Owner;

        var error = await ErrorOfAsync(world, With("DisableSessionTag", Request()));

        Assert.Equal(("PodIdentity.AssociationOwned", ErrorKind.InvalidOperation), (error.ErrorId, error.Kind));
        Assert.Contains(
            "aws eks update-addon --cluster-name eksdemo1 --addon-name aws-ebs-csi-driver --pod-identity-associations serviceAccount=app,roleArn=arn:aws:iam::111122223333:role/Reader",
            error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owned_by_an_addon_and_equal_is_unchanged()
    {
        await using var world = await StartAsync();
        await world.AssociateAsync(Request());
        Stored(world).OwnerArn = Owner;

        Assert.Equal(Change.Unchanged, (await world.AssociateAsync(Request()))!.Change);
    }

    [Fact]
    public async Task Broken_by_a_role_that_was_made_again_is_mended()
    {
        await using var world = await StartAsync();
        await world.AssociateAsync(Request());
        world.Lab.World.Store.Roles.Set(EngineLab.RoleName, null);
        var clock = world.Lab.World.Clock;
        clock.Advance(TimeSpan.FromSeconds(5));
        await world.NewRoleAsync();

        var mended = await world.AssociateAsync(Request());
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(Change.Updated, mended!.Change);
        Assert.Equal(Stored(world).Settings.RoleId, world.Lab.World.Store.Roles.Newest(EngineLab.RoleName)!.Id);
        Assert.Equal(Change.Unchanged, (await world.AssociateAsync(Request()))!.Change);
    }

    [Fact]
    public async Task Half_made_gains_the_service_account_that_is_missing()
    {
        await using var world = await StartAsync();
        await world.AssociateAsync(Request() with { CreateServiceAccount = false });

        Assert.Equal(Change.Unchanged, (await world.AssociateAsync(Request()))!.Change);
        Assert.NotNull(Account(world));
    }

    [Fact]
    public async Task A_missing_namespace_is_named_and_nothing_is_written()
    {
        await using var world = await StartAsync();

        var error = await ErrorOfAsync(world, Request() with { Namespace = "nowhere" });

        Assert.Equal(("PodIdentity.NamespaceNotFound", ErrorKind.ObjectNotFound, "nowhere"), (error.ErrorId, error.Kind, (string?)error.Target));
    }

    [Fact]
    public async Task A_missing_namespace_is_a_warning_where_no_service_account_is_to_be_made()
    {
        await using var world = await StartAsync();

        var association = await world.AssociateAsync(Request() with { Namespace = "nowhere", CreateServiceAccount = false, NoWait = false });

        Assert.Equal((Change.Created, null), (association!.Change, association.Effective));
        Assert.Contains("no namespace 'nowhere'", Assert.Single(world.Host.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Sid":"Web","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}""", false, "New-PodIdentityRole Odd -Force")]
    [InlineData("""{"Sid":"Pods","Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"shop"}}}""", false, "condition")]
    [InlineData("""{"Sid":"Pods","Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"default"}}}""", true, "-DisableSessionTag:$false")]
    public async Task A_trust_policy_that_keeps_the_pods_out_is_told_before_any_write(string statement, bool disable, string way)
    {
        await using var world = await StartAsync();
        await MakeRoleAsync(world, "Odd", statement);

        var error = await ErrorOfAsync(world, Request() with { RoleName = "Odd", DisableSessionTag = disable });

        Assert.Equal("PodIdentity.RoleTrustMissing", error.ErrorId);
        Assert.Contains(way, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trust_policy_that_was_mended_a_moment_ago_is_waited_for()
    {
        await using var world = await StartAsync(TimeSpan.FromSeconds(1));
        await MakeRoleAsync(world, "Odd", """{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}""");
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        const string trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""";
        using var aws = AwsSession.Open(new(), world.Host);
        await aws.Iam.UpdateAssumeRolePolicyAsync(new() { RoleName = "Odd", PolicyDocument = trust }, TestContext.Current.CancellationToken);

        Assert.Equal(Change.Created, (await world.AssociateAsync(Request() with { RoleName = "Odd" }))!.Change);
        Assert.Contains(world.Host.Verbose, v => v.Contains("Not consistent yet (Trust policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Declined_writes_nothing_and_asks_each_step()
    {
        await using var world = await StartAsync();
        var before = world.Writes.Count;
        world.Host.Questions.Clear();
        world.Host.Answer = false;

        Assert.Null(await world.AssociateAsync(Request()));
        Assert.Equal(before, world.Writes.Count);
        Assert.Equal(2, world.Host.Questions.Count);
    }

    [Fact]
    public async Task Stopped_while_eks_answers_it_leaves_neither_association_nor_service_account()
    {
        await using var world = await StartAsync();
        using var stop = new CancellationTokenSource();
        world.Host.OnQuestion = action =>
        {
            if (action.StartsWith("Associate", StringComparison.Ordinal))
                stop.Cancel();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Engine.NewAssociationAsync(Request(), world.Host, stop.Token));

        Assert.Contains("eks CreatePodIdentityAssociation", world.Requests);
        Assert.Empty(await world.ListAsync());
        Assert.Null(Account(world));
    }

    [Fact]
    public async Task Stopped_while_it_waits_the_association_stays()
    {
        await using var world = await StartAsync(TimeSpan.FromMinutes(1));
        world.Lab.World.Clock.Advance(TimeSpan.FromMinutes(2));
        using var stop = new CancellationTokenSource();
        world.Host.OnProgress = _ => stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Engine.NewAssociationAsync(Request() with { NoWait = false }, world.Host, stop.Token));

        var left = Assert.Single(await world.ListAsync());
        Assert.Contains(world.Host.Warnings, w => w.Contains($"association {left.AssociationId} of service account default/app stays", StringComparison.Ordinal));
        Assert.NotNull(Account(world));
    }

    [Fact]
    public async Task Out_of_time_the_association_stays_and_the_error_says_so()
    {
        await using var world = await StartAsync(TimeSpan.FromMinutes(1));
        world.Lab.World.Clock.Advance(TimeSpan.FromMinutes(2));

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.AssociateAsync(Request() with { NoWait = false, Timeout = TimeSpan.FromSeconds(1) }));

        Assert.Equal(("PodIdentity.Timeout", ErrorKind.OperationTimeout), (error.ErrorId, error.Kind));
        Assert.Contains($"Association {Assert.Single(await world.ListAsync()).AssociationId} stays", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_update_takes_its_tags_back()
    {
        await using var world = await StartAsync();
        await world.AssociateAsync(Request() with { Tag = new Dictionary<string, string> { ["team"] = "a" } });
        world.Fail("eks", "UpdatePodIdentityAssociation", 403, "AccessDeniedException");

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.AssociateAsync(
            With("DisableSessionTag", Request()) with { Tag = new Dictionary<string, string> { ["team"] = "b", ["new"] = "1" } }));

        Assert.Contains("has been taken back", error.Message, StringComparison.Ordinal);
        var tags = Assert.Single(await world.ListAsync()).Tag;
        Assert.Equal(("a", false), (tags["team"], tags.ContainsKey("new")));
    }

    [Fact]
    public async Task Not_effective_for_want_of_an_agent_it_restarts_nothing_and_says_so()
    {
        await using var world = await StartAsync();

        var association = await world.AssociateAsync(Request() with { NoWait = false, RestartWorkload = true });

        Assert.Equal((Change.Created, false), (association!.Change, association.Effective));
        Assert.Contains(world.Host.Warnings, w => w.Contains("No workload of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pods_that_ran_before_are_restarted_on_request_once_it_is_effective()
    {
        await using var world = await StartAsync();
        await world.InstallAgentAsync();
        await world.AddWorkloadAsync("Deployment", "web");
        Assert.DoesNotContain(world.RunningPods("web"), ClusterObjects.HasVariables);

        var association = await world.AssociateAsync(Request() with { NoWait = false, RestartWorkload = true });

        Assert.True(association!.Effective);
        Assert.All(world.RunningPods("web"), pod => Assert.True(pod.HasVariables()));
        Assert.Empty(world.Host.Errors);
    }

    [Fact]
    public async Task A_restart_needs_the_wait()
    {
        await using var world = await StartAsync();

        Assert.Equal("PodIdentity.InvalidRestartWorkload", (await ErrorOfAsync(world, Request() with { RestartWorkload = true })).ErrorId);
    }

    private static async Task<EngineLab> StartAsync(TimeSpan consistencyDelay = default)
    {
        var world = await EngineLab.StartAsync(consistencyDelay);
        await world.NewRoleAsync();
        using var aws = AwsSession.Open(new(), world.Host);
        await aws.Iam.PutRolePolicyAsync(
            new PutRolePolicyRequest
            {
                RoleName = EngineLab.RoleName,
                PolicyName = "chain",
                PolicyDocument = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"{{OtherAccountsRole}}"}]}""",
            },
            TestContext.Current.CancellationToken);
        return world;
    }

    private static NewAssociationRequest Request() => EngineLab.Association() with { NoWait = true };

    private static NewAssociationRequest With(string parameter, NewAssociationRequest request) => parameter switch
    {
        "RoleArn" => request with { RoleName = null, RoleArn = "arn:aws:iam::111122223333:role/Reader" },
        "DisableSessionTag" => request with { DisableSessionTag = true },
        "Policy" => request with { DisableSessionTag = true, Policy = Policy },
        "PolicyObject" => request with { DisableSessionTag = true, Policy = SamePolicy },
        "TargetRoleArn" => request with { TargetRoleArn = OtherAccountsRole },
        "Tag" => request with { Tag = new Dictionary<string, string> { ["team"] = "a" } },
        "NothingToClear" => request with { TargetRoleArn = "", Policy = "" },
        _ => request,
    };

    private static async Task<PodIdentityException> ErrorOfAsync(EngineLab world, NewAssociationRequest request)
    {
        var before = world.Writes.Count;
        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.AssociateAsync(request));
        Assert.Equal(before, world.Writes.Count);
        return error;
    }

    private static async Task MakeRoleAsync(EngineLab world, string name, string statement)
    {
        using var aws = AwsSession.Open(new(), world.Host);
        await aws.Iam.CreateRoleAsync(
            new CreateRoleRequest { RoleName = name, AssumeRolePolicyDocument = $$"""{"Version":"2012-10-17","Statement":[{{statement}}]}""" }, TestContext.Current.CancellationToken);
    }

    private static Lab.Aws.Eks.Associations.Association Stored(EngineLab world) => world.Lab.World.Eks.Find(EngineLab.Cluster)!.Associations.Find("default", "app")!;

    private static System.Text.Json.Nodes.JsonObject? Account(EngineLab world) => world.Lab.Clusters[EngineLab.Cluster].Store.Get("serviceaccounts", "default", "app");
}
