using System.Text.Json.Nodes;
using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

/// <summary>What New-PodIdentityRole does to a role that is absent, equal, different, foreign, broken or half made.</summary>
public class RoleTestsStates
{
    private const string Queue = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sqs:SendMessage","sqs:GetQueueUrl"],"Resource":"*"}}""";
    private const string QueueOtherwise = """{ "Version": "2012-10-17", "Statement": [ { "Sid": "A", "Effect": "Allow", "Resource": ["*"], "Action": ["SQS:getqueueurl", "sqs:SendMessage"] } ] }""";

    private static readonly NewRoleRequest Full = new()
    {
        RoleName = RoleLab.Name,
        ManagedPolicy = ["AmazonS3ReadOnlyAccess", "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"],
        InlinePolicy = new Dictionary<string, string> { ["queue"] = Queue },
        PermissionsBoundary = "AmazonS3FullAccess",
        Path = "/pods/",
        Description = "For the shop",
        MaxSessionDuration = 7200,
        Tag = new Dictionary<string, string> { ["team"] = "shop" },
        RestrictToAccount = ["111122223333"],
        RestrictToCluster = ["eksdemo1"],
        RestrictToServiceAccount = ["shop/web", "shop/worker"],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Absent_it_is_made_with_everything_and_the_second_run_changes_nothing()
    {
        await using var lab = await RoleLab.StartAsync(TimeSpan.FromMilliseconds(300));

        var first = await lab.RunAsync(Full);
        var firstWrites = lab.NewWrites();
        var second = await lab.RunAsync(Full);

        Assert.Equal(["CreateRole", "AttachRolePolicy", "AttachRolePolicy", "PutRolePolicy"], firstWrites);
        Assert.Empty(lab.NewWrites());
        Assert.Equal((Change.Created, Change.Unchanged), (first!.Change, second!.Change));
        var role = await lab.GetAsync();
        Assert.Equal("arn:aws:iam::111122223333:role/pods/Reader", role.Arn);
        Assert.Equal(("For the shop", 7200, "arn:aws:iam::aws:policy/AmazonS3FullAccess"), (role.Description, role.MaxSessionDuration, role.PermissionsBoundary.PermissionsBoundaryArn));
        foreach (var result in new[] { first, second })
        {
            Assert.Equal((role.Arn, "/pods/", "For the shop", 7200), (result.RoleArn, result.Path, result.Description, result.MaxSessionDuration));
            Assert.Equal("arn:aws:iam::aws:policy/AmazonS3FullAccess", result.PermissionsBoundary);
            Assert.Equal(["queue"], result.InlinePolicy.Keys);
            Assert.Equal(["podidentity/managed-by", "team"], result.Tag.Keys.Order());
        }

        var condition = JsonNode.Parse(await lab.TrustAsync())!["Statement"]![0]!["Condition"]!.ToJsonString();
        Assert.Equal("""{"StringEquals":{"aws:SourceAccount":"111122223333","aws:RequestTag/eks-cluster-name":"eksdemo1","aws:RequestTag/kubernetes-namespace":"shop","aws:RequestTag/kubernetes-service-account":["web","worker"]}}""", condition);
    }

    [Fact]
    public async Task Equal_but_spelled_otherwise_it_is_left_alone()
    {
        await using var lab = await RoleLab.StartAsync();
        await lab.RunAsync(Full);
        lab.NewWrites();

        var again = await lab.RunAsync(Full with
        {
            InlinePolicy = new Dictionary<string, string> { ["queue"] = QueueOtherwise },
            RestrictToServiceAccount = ["shop/worker", "shop/web"],
            Path = null, Description = null, MaxSessionDuration = null, PermissionsBoundary = null,
        });

        Assert.Equal(Change.Unchanged, again!.Change);
        Assert.Empty(lab.NewWrites());
        Assert.Equal("For the shop", again.Description);
    }

    [Fact]
    public async Task Different_it_gains_what_it_lacks_bounds_before_permissions_and_each_step_is_asked()
    {
        await using var lab = await RoleLab.StartAsync();
        await lab.RunAsync(new() { RoleName = RoleLab.Name });
        lab.NewWrites();
        lab.Host.Questions.Clear();
        var wanted = Full with { Path = null, RestrictToAccount = [], RestrictToCluster = [], RestrictToServiceAccount = [] };

        var updated = await lab.RunAsync(wanted);
        var writes = lab.NewWrites();
        var again = await lab.RunAsync(wanted);

        Assert.Equal(["PutRolePermissionsBoundary", "AttachRolePolicy", "AttachRolePolicy", "PutRolePolicy", "UpdateRole", "TagRole"], writes);
        Assert.Equal(writes.Count, lab.Host.Questions.Count);
        Assert.Equal((Change.Updated, Change.Unchanged), (updated!.Change, again!.Change));
        Assert.Equal(("For the shop", 7200), (again.Description, again.MaxSessionDuration));
        Assert.Equal("shop", again.Tag["team"]);
    }

    [Fact]
    public async Task A_new_description_keeps_the_session_length_and_the_other_way_round()
    {
        await using var lab = await RoleLab.StartAsync();
        await lab.RunAsync(Full);

        await lab.RunAsync(new() { RoleName = RoleLab.Name, Description = "Other" });
        Assert.Equal(("Other", 7200), ((await lab.GetAsync()).Description, (await lab.GetAsync()).MaxSessionDuration));
        await lab.RunAsync(new() { RoleName = RoleLab.Name, MaxSessionDuration = 3600 });
        Assert.Equal(("Other", 3600), ((await lab.GetAsync()).Description, (await lab.GetAsync()).MaxSessionDuration));
    }

    [Fact]
    public async Task Under_another_path_it_is_refused_since_a_role_cannot_be_moved()
    {
        await using var lab = await RoleLab.StartAsync();
        await lab.MakeForeignAsync(path: "/old/");

        var error = await lab.FailAsync(new() { RoleName = RoleLab.Name, Path = "/new/", Force = true });

        Assert.Equal("PodIdentity.RolePathDiffers", error.ErrorId);
        Assert.Empty(lab.NewWrites());
    }

    [Fact]
    public async Task Foreign_it_gains_what_it_lacks_and_never_our_tag()
    {
        await using var lab = await RoleLab.StartAsync();
        await lab.MakeForeignAsync();

        var role = await lab.RunAsync(Full with { Path = null, RestrictToAccount = [], RestrictToCluster = [], RestrictToServiceAccount = [] });

        Assert.Equal(Change.Updated, role!.Change);
        Assert.Equal(["team"], role.Tag.Keys);
    }

    [Fact]
    public async Task Foreign_with_other_values_it_is_refused_and_replaced_only_with_force()
    {
        await using var lab = await RoleLab.StartAsync();
        await lab.MakeForeignAsync(description: "Theirs", boundary: RoleLab.S3);
        var wanted = new NewRoleRequest { RoleName = RoleLab.Name, Description = "Mine", PermissionsBoundary = "AmazonS3FullAccess" };

        var error = await lab.FailAsync(wanted);
        Assert.Empty(lab.NewWrites());
        var forced = await lab.RunAsync(wanted with { Force = true });

        Assert.Equal("PodIdentity.RoleNotOurs", error.ErrorId);
        Assert.Contains("description", error.Message, StringComparison.Ordinal);
        Assert.Equal(("Mine", "arn:aws:iam::aws:policy/AmazonS3FullAccess"), (forced!.Description, forced.PermissionsBoundary));
    }

    [Fact]
    public async Task Half_made_it_is_completed()
    {
        await using var lab = await RoleLab.StartAsync();
        await lab.RunAsync(Full with { ManagedPolicy = [], InlinePolicy = new Dictionary<string, string>() });
        lab.NewWrites();

        var completed = await lab.RunAsync(Full);

        Assert.Equal(Change.Updated, completed!.Change);
        Assert.Equal(["AttachRolePolicy", "AttachRolePolicy", "PutRolePolicy"], lab.NewWrites());
    }

    [Fact]
    public async Task Declined_or_what_if_nothing_is_written_and_every_step_is_named()
    {
        await using var lab = await RoleLab.StartAsync();
        lab.Host.Answer = false;

        Assert.Null(await lab.RunAsync(Full));

        Assert.Empty(lab.NewWrites());
        var plan = Assert.Single(lab.Host.Questions);
        Assert.All(["Create, trusting", "111122223333", "eksdemo1", "shop/web", RoleLab.S3, "inline policy queue", "bounded by"], part => Assert.Contains(part, plan, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AttachRolePolicy")]
    [InlineData("PutRolePolicy")]
    public async Task A_creation_that_fails_half_way_leaves_no_role(string operation)
    {
        await using var lab = await RoleLab.StartAsync();
        lab.Refuse(operation);

        var error = await lab.FailAsync(Full);

        Assert.Equal("PodIdentity.AccessDenied", error.ErrorId);
        Assert.Contains("taken back", error.Message, StringComparison.Ordinal);
        Assert.False(lab.Exists);
        Assert.DoesNotContain(lab.Host.Warnings, w => w.Contains("did not succeed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_creation_that_is_refused_undoes_nothing()
    {
        await using var lab = await RoleLab.StartAsync();
        lab.Refuse("CreateRole");

        var error = await lab.FailAsync(Full);

        Assert.DoesNotContain("taken back", error.Message, StringComparison.Ordinal);
        Assert.Equal(["CreateRole"], lab.NewWrites());
    }

    [Fact]
    public async Task An_update_whose_last_step_fails_restores_all_that_it_changed()
    {
        await using var lab = await RoleLab.StartAsync();
        await lab.RunAsync(new() { RoleName = RoleLab.Name, Description = "Old", InlinePolicy = new Dictionary<string, string> { ["queue"] = Queue.Replace("sqs:SendMessage", "sqs:DeleteMessage", StringComparison.Ordinal) } });
        var trust = await lab.TrustAsync();
        lab.Refuse("TagRole");

        await lab.FailAsync(Full with { Path = null, Force = true });

        var role = await lab.GetAsync();
        Assert.Equal(("Old", 3600), (role.Description, role.MaxSessionDuration));
        Assert.Null(role.PermissionsBoundary);
        Assert.Equal(trust, await lab.TrustAsync());
        Assert.Empty((await lab.Iam.ListAttachedRolePoliciesAsync(new() { RoleName = RoleLab.Name }, Cancel)).AttachedPolicies);
        Assert.Contains("DeleteMessage", (await lab.Iam.GetRolePolicyAsync(new() { RoleName = RoleLab.Name, PolicyName = "queue" }, Cancel)).PolicyDocument, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_half_way_it_leaves_no_role()
    {
        await using var lab = await RoleLab.StartAsync();
        using var stop = new CancellationTokenSource();
        lab.Host.OnVerbose = message =>
        {
            if (message.StartsWith("Writing inline policy", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lab.RunStoppablyAsync(Full, stop.Token));

        Assert.False(lab.Exists);
        Assert.Contains("DeleteRole", lab.NewWrites());
    }
}
