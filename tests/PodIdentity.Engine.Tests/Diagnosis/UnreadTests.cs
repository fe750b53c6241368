using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

/// <summary>What may not be read is a warning that names the permission; never a failure, and never a pass.</summary>
public class UnreadTests
{
    [Theory]
    [InlineData("eks", "DescribeAddon", "Agent", "eks:DescribeAddon")]
    [InlineData("kubernetes", "list daemonsets", "Agent", "daemonsets")]
    [InlineData("kubernetes", "list nodes", "Agent", "nodes")]
    [InlineData("kubernetes", "list nodes", "NodeRole", "nodes")]
    [InlineData("eks", "DescribeNodegroup", "NodeRole", "eks:DescribeNodegroup")]
    [InlineData("kubernetes", "get serviceaccounts", "ServiceAccount", "serviceaccounts")]
    [InlineData("eks", "ListPodIdentityAssociations", "Association", "eks:ListPodIdentityAssociations")]
    [InlineData("eks", "ListPodIdentityAssociations", "Role", "eks:ListPodIdentityAssociations")]
    [InlineData("iam", "GetRole", "Role", "iam:GetRole")]
    public async Task A_missing_permission_is_a_warning(string service, string operation, string link, string permission)
    {
        await using var world = await HealthySetup.StartAsync();
        world.Fail(service, operation, 403, service == "eks" ? "AccessDeniedException" : service == "iam" ? "AccessDenied" : "Forbidden");

        var checks = await world.DiagnoseAsync();

        Assert.DoesNotContain(checks, c => c.Status == CheckStatus.Failed);
        var ofLink = checks.Where(c => c.Name == link).ToList();
        Assert.DoesNotContain(ofLink, c => c.Status == CheckStatus.Passed);
        Assert.Contains(ofLink, c => c.Status == CheckStatus.Warning && c.Evidence.Contains(permission, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stranger_to_the_cluster_gets_no_pass_for_what_is_inside()
    {
        await using var world = await HealthySetup.StartAsync();
        EngineLab.SignInAs(world.Lab.World.Stranger);

        var checks = await world.DiagnoseAsync();

        Assert.DoesNotContain(checks, c => c.Status == CheckStatus.Failed);
        Assert.All(checks.Where(c => c.Name is "Caller" or "Agent" or "NodeRole" or "ServiceAccount"), c => Assert.Equal(CheckStatus.Warning, c.Status));
    }

    [Fact]
    public async Task A_viewer_sees_all_but_what_a_new_pod_would_be_given()
    {
        await using var world = await HealthySetup.StartAsync();
        EngineLab.SignInAs(world.Lab.World.Viewer);

        var checks = await world.DiagnoseAsync();

        Assert.All(checks.Where(c => c.Name != "Webhook"), c => Assert.True(c.Status is CheckStatus.Passed or CheckStatus.Skipped, $"{c.Name} {c.Status}: {c.Evidence}"));
        var webhook = checks.Single(c => c.Name == "Webhook");
        Assert.Equal(CheckStatus.Warning, webhook.Status);
        Assert.Contains("`create` on `pods`", webhook.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATING")]
    [InlineData("FAILED")]
    public async Task Without_an_API_server_all_but_caller_and_cluster_is_skipped(string status)
    {
        await using var world = await HealthySetup.StartAsync();
        world.EksCluster().Status = status;

        var checks = await world.DiagnoseAsync();

        Assert.All(checks.Where(c => c.Name is not ("Caller" or "Cluster")), c => Assert.Equal(CheckStatus.Skipped, c.Status));
        Assert.True(checks.Single(c => c.Name == "Cluster").IsRootCause);
    }

    [Theory]
    [InlineData("ipv6")]
    [InlineData("auto")]
    [InlineData("fargate")]
    [InlineData("windows")]
    [InlineData("annotated")]
    [InlineData("updating")]
    public async Task A_healthy_variation_raises_no_alarm(string variation)
    {
        await using var world = await HealthySetup.StartAsync();
        switch (variation)
        {
            case "ipv6":
                world.EksCluster().IpFamily = "ipv6";
                break;
            case "auto":
                await world.DeleteAgentAsync();
                world.EksCluster().AutoMode = true;
                world.ChangeNodes("labels", "eks.amazonaws.com/compute-type", "auto");
                break;
            case "annotated":
                world.Annotate("app", "eks.amazonaws.com/role-arn", "arn:aws:iam::111122223333:role/Reader");
                break;
            case "updating":
                world.EksCluster().Status = "UPDATING";
                break;
            default:
                await world.Lab.World.Eks.AddNodeAsync(EngineLab.Cluster, Enum.Parse<Lab.Bridge.NodeKind>(variation, ignoreCase: true), TestContext.Current.CancellationToken);
                break;
        }

        var checks = await world.DiagnoseAsync();

        Assert.All(checks, c => Assert.True(c.Status is CheckStatus.Passed or CheckStatus.Skipped, $"{c.Name} {c.Status}: {c.Evidence}"));
    }
}
