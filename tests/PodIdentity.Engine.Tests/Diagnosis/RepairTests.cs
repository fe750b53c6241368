using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Diagnosis;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Tests.Support;
using static PodIdentity.Engine.Tests.Diagnosis.RoleFaults;

namespace PodIdentity.Engine.Tests.Diagnosis;

/// <summary>-Fix mends what is safe to mend, asks before, and leaves all else.</summary>
public class RepairTests
{
    private static readonly Dictionary<string, (Func<EngineLab, Task> Break, string Write)> Mendable = new()
    {
        ["Trust of IRSA alone"] = (world => world.SetTrustAsync(Trust("""{"Federated":"arn:aws:iam::111122223333:oidc-provider/x"}""", "\"sts:AssumeRoleWithWebIdentity\"")), "iam UpdateAssumeRolePolicy"),
        ["Trust of EC2"] = (world => world.SetTrustAsync(Trust("""{"Service":"ec2.amazonaws.com"}""")), "iam UpdateAssumeRolePolicy"),
        ["Trust without tags"] = (world => world.SetTrustAsync(Trust(actions: "\"sts:AssumeRole\"")), "iam UpdateAssumeRolePolicy"),
        ["No permission"] = (world => world.DetachAsync(), "iam PutRolePolicy"),
        ["Target role not permitted"] = (world => world.AddTargetAsync(TrustOf("arn:aws:iam::111122223333:root"), permitted: null), "iam PutRolePolicy"),
        ["Trust and permission"] = (
            async world =>
            {
                await world.SetTrustAsync(Trust("""{"Service":"ec2.amazonaws.com"}"""));
                await world.DetachAsync();
            },
            "iam PutRolePolicy"),
    };

    public static TheoryData<string> Names => [.. Mendable.Keys];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Names))]
    public async Task What_is_broken_is_mended_and_the_second_run_has_nothing_to_do(string name)
    {
        await using var world = await HealthySetup.StartAsync();
        await Mendable[name].Break(world);
        world.Lab.Traffic.Log.Clear();

        var checks = await world.DiagnoseAsync(Fix);

        Assert.All(checks, c => Assert.True(c.Status is CheckStatus.Passed or CheckStatus.Skipped, $"{c.Name} {c.Status}: {c.Evidence}"));
        Assert.Contains(Mendable[name].Write, world.Writes);
        Assert.True((await world.TestAsync())!.Allowed);

        world.Lab.Traffic.Log.Clear();
        await world.DiagnoseAsync(Fix);
        Assert.Empty(world.Writes);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_what_if_run_asks_and_writes_nothing(string name)
    {
        await using var world = await HealthySetup.StartAsync();
        await Mendable[name].Break(world);
        world.Lab.Traffic.Log.Clear();
        world.Host.Questions.Clear();
        world.Host.Answer = false;

        var checks = await world.DiagnoseAsync(Fix);

        Assert.Contains(checks, c => c.IsRootCause);
        Assert.NotEmpty(world.Host.Questions);
        Assert.Empty(world.Writes);
    }

    [Fact]
    public async Task A_condition_that_somebody_wrote_into_the_trust_stays()
    {
        await using var world = await HealthySetup.StartAsync();
        await world.SetTrustAsync(Trust(condition: """{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"prod"}}"""));
        world.Lab.Traffic.Log.Clear();

        var checks = await world.DiagnoseAsync(Fix);

        Assert.Equal("TrustConditionFails", checks.Single(c => c.IsRootCause).CauseId);
        Assert.Contains("TrustConditionFails is not mended by -Fix", Assert.Single(world.Host.Warnings), StringComparison.Ordinal);
        Assert.Empty(world.Writes);
    }

    [Fact]
    public async Task A_young_association_is_waited_for()
    {
        await using var world = await HealthySetup.StartAsync();
        await world.SilenceWebhookAsync();
        world.Host.OnProgress = _ => world.HealWebhookAsync();

        var checks = await world.DiagnoseAsync(Fix);

        Assert.DoesNotContain(checks, c => c.Status == CheckStatus.Failed);
        Assert.Contains(world.Host.Questions, q => q.Contains("Wait until its association is effective", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_repair_that_is_refused_is_an_error_beside_the_checks()
    {
        await using var world = await HealthySetup.StartAsync();
        await world.SetTrustAsync(Trust(actions: "\"sts:AssumeRole\""));
        world.Fail("iam", "UpdateAssumeRolePolicy", 403, "AccessDenied");

        var checks = await world.DiagnoseAsync(Fix);

        Assert.Equal("TrustTagSessionMissing", checks.Single(c => c.IsRootCause).CauseId);
        Assert.Single(world.Host.Errors);
    }

    [Fact]
    public async Task A_role_that_was_made_anew_is_given_to_the_association_again()
    {
        await using var world = await HealthySetup.StartAsync();
        await world.RemakeRoleAsync();
        Assert.False((await world.TestAsync())!.Allowed);

        Assert.True(await ApplyAsync(world, "RoleRecreated"));

        Assert.True((await world.TestAsync())!.Allowed);
    }

    [Fact]
    public async Task A_missing_service_account_is_created()
    {
        await using var world = await HealthySetup.StartAsync();
        world.Store().Remove("serviceaccounts", "default", "app");

        Assert.True(await ApplyAsync(world, "ServiceAccountMissing"));

        Assert.NotNull(world.Store().Get("serviceaccounts", "default", "app"));
    }

    [Fact]
    public async Task A_missing_agent_is_installed()
    {
        await using var world = await EngineLab.StartAsync();

        Assert.True(await ApplyAsync(world, "AgentAbsent"));

        Assert.Equal("ACTIVE", (await world.Engine.GetAgentAsync(new() { ClusterName = EngineLab.Cluster }, world.Host, Cancel)).Status);
    }

    [Fact]
    public async Task Pods_that_predate_the_association_are_restarted()
    {
        await using var world = await EngineLab.StartAsync();
        await world.InstallAgentAsync();
        await world.NewRoleAsync();
        await world.AddWorkloadAsync("Deployment", "web", replicas: 1);
        await world.AssociateAsync(EngineLab.Association());
        Assert.False(world.RunningPods("web").Single().HasVariables());

        Assert.True(await ApplyAsync(world, "PodPredatesAssociation"));

        Assert.True(world.RunningPods("web").Single().HasVariables());
    }

    private static TestSetupRequest Fix(TestSetupRequest request) => AskS3(request) with { Fix = true };

    private static async Task<bool> ApplyAsync(EngineLab world, string cause)
    {
        var request = new TestSetupRequest { ClusterName = EngineLab.Cluster, Namespace = "default", ServiceAccount = "app", Fix = true };
        using var aws = AwsSession.Open(new(), world.Host);
        var cluster = await EksCluster.DescribeAsync(aws, ClusterReference.Parse(EngineLab.Cluster), Cancel);
        using var connection = ClusterConnection.Open(new(), aws, cluster, world.Host);
        var root = new Check { ClusterName = cluster.Name, Region = aws.Region, Namespace = "default", ServiceAccount = "app", Name = "Role", Status = CheckStatus.Failed, Evidence = "", CauseId = cause, IsRootCause = true };
        return await new RepairSteps(request, aws, cluster, connection, world.Host).ApplyAsync(root, [root], Cancel);
    }
}
