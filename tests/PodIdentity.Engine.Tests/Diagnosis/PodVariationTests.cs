using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

/// <summary>Pods that are out of the ordinary and well: nothing is said against them.</summary>
public class PodVariationTests
{
    private static readonly Dictionary<string, (Func<EngineLab, Task> Arrange, Func<TestSetupRequest, TestSetupRequest> Ask)> Variations = new()
    {
        ["several containers"] = (world => world.AddPodAsync("many", pod => pod.AddContainer("side")), request => request),
        ["an init container"] = (world => world.AddPodAsync("init", pod => pod.AddContainer("first", prints: "ready", list: "initContainers")), request => request),
        ["a finished pod from before the association, as CronJobs leave them"] = (
            world => world.BeforeAssociationAsync(async () =>
            {
                world.Store().Remove("deployments", "default", "web");
                await world.UntilAsync(() => world.Pods().Count == 0);
                await world.AddPodAsync("job", pod => { pod["spec"]!["restartPolicy"] = "Never"; pod.Container()["command"]!.AsArray()[0] = "true"; }, running: false);
                await world.UntilAsync(() => (string?)world.Store().Get("pods", "default", "job")?["status"]?["phase"] == "Succeeded");
            }), request => request),
        ["a pod in the node's network, under a policy that denies all"] = (async world =>
        {
            await world.AddPodAsync("host", pod => pod["spec"]!["hostNetwork"] = true);
            await world.AddPolicyAsync("[]", """{"matchLabels":{"app":"host"}}""");
        }, request => request),
        ["a policy that allows the agent"] = (world => world.AddPolicyAsync("""[{"to":[{"ipBlock":{"cidr":"169.254.170.23/32"}}],"ports":[{"protocol":"TCP","port":80}]}]"""), request => request),
        ["a policy that allows everything"] = (world => world.AddPolicyAsync("[{}]"), request => request),
        ["a policy for other pods"] = (world => world.AddPolicyAsync("[]", """{"matchLabels":{"app":"other"}}"""), request => request),
        ["a policy for what comes in"] = (world => world.AddPolicyAsync("[]", types: """["Ingress"]"""), request => request),
        ["a range of ports"] = (world => world.AddPolicyAsync("""[{"ports":[{"port":1,"endPort":1024}]}]"""), request => request),
        ["NO_PROXY with the address"] = (world => world.AddPodAsync("proxied", pod => pod.Container().With("HTTP_PROXY", "http://p:1").With("NO_PROXY", "localhost, 169.254.170.23")), request => request),
        ["NO_PROXY with a range"] = (world => world.AddPodAsync("proxied", pod => pod.Container().With("HTTPS_PROXY", "http://p:1").With("no_proxy", "169.254.0.0/16")), request => request),
        ["an AWS CLI that is new enough"] = (world => world.AddPodAsync("cli", pod => pod.Container()["image"] = "amazon/aws-cli:2.15.0"), request => request),
        ["security groups for pods in standard mode"] = (async world =>
        {
            await world.AddDaemonSetAsync("aws-node", "POD_SECURITY_GROUP_ENFORCING_MODE", "standard");
            await world.AddPodAsync("eni", pod => pod.Annotate("vpc.amazonaws.com/pod-eni", "[]"));
        }, request => request),
        ["one pod asked for, beside a bad one"] = (async world =>
        {
            await world.AddPodAsync("keys", pod => pod.Container().With("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"));
            await world.AddPodAsync("good");
        }, request => request with { PodName = "good" }),
        ["a probe"] = (_ => Task.CompletedTask, request => request with { Probe = true, Permission = ["s3:ListAllMyBuckets"] }),
        ["a probe of a role that is for something else"] = (world => world.NewRoleAsync(EngineLab.RoleName, "AmazonDynamoDBReadOnlyAccess"), request => request with { Probe = true, Permission = ["dynamodb:ListTables"] }),
    };

    public static TheoryData<string> Names => [.. Variations.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Nothing_is_said_against_it(string name)
    {
        await using var world = await HealthySetup.StartAsync();
        await Variations[name].Arrange(world);

        var checks = await world.DiagnoseAsync(Variations[name].Ask);

        Assert.All(checks.Where(c => c.Name is "Pod" or "Node" or "Network" or "Probe"), c => Assert.True(c.Status is CheckStatus.Passed or CheckStatus.Skipped, $"{c.Name} {c.Status}: {c.Evidence}"));
        Assert.DoesNotContain(checks, c => c.IsRootCause);
    }

    [Fact]
    public async Task A_hundred_replicas_make_one_finding()
    {
        await using var world = await HealthySetup.StartAsync();
        await world.BeforeAssociationAsync(() => world.AddWorkloadAsync("Deployment", "late", replicas: 20));

        var checks = await world.DiagnoseAsync();

        var found = Assert.Single(checks, c => c.CauseId == Causes.PodPredatesAssociation.Id);
        Assert.Contains("20 of 20 pods", found.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_shows_what_agent_STS_and_service_said_and_is_gone_afterwards()
    {
        await using var world = await HealthySetup.StartAsync();

        var checks = (await world.DiagnoseAsync(request => request with { Probe = true })).Where(c => c.Name == "Probe").ToList();

        Assert.Equal(["agent", "sts", "s3"], checks.Select(c => c.Target));
        Assert.Contains("assumed-role/Reader/eks-eksdemo1-podid", checks[1].Evidence, StringComparison.Ordinal);
        Assert.Contains("lists 3 buckets", checks[2].Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Pods(), pod => pod["metadata"]!["labels"]?["podidentity/probe"] is not null);
    }

    [Fact]
    public async Task A_probe_that_is_declined_or_stopped_leaves_nothing_behind()
    {
        await using var world = await HealthySetup.StartAsync();
        world.Host.Answer = false;
        Assert.Equal(CheckStatus.Skipped, (await world.DiagnoseAsync(request => request with { Probe = true })).Single(c => c.Name == "Probe").Status);

        using var stop = new CancellationTokenSource();
        world.Host.Answer = true;
        world.Host.OnVerbose = text => { if (text.Contains("get-caller-identity", StringComparison.Ordinal)) stop.Cancel(); };
        var request = new TestSetupRequest { ClusterName = EngineLab.Cluster, Namespace = "default", ServiceAccount = "app", Probe = true };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EngineLab.CollectAsync(world.Engine.TestSetupAsync(request, world.Host, stop.Token)));

        Assert.DoesNotContain(world.Pods(), pod => pod["metadata"]!["labels"]?["podidentity/probe"] is not null);
    }

    [Fact]
    public async Task Who_may_read_nothing_of_the_cluster_is_told_what_it_takes()
    {
        await using var world = await HealthySetup.StartAsync();
        EngineLab.SignInAs(world.Lab.World.Stranger);

        var error = await Record.ExceptionAsync(() => world.DiagnoseAsync());
        Assert.True(error is null or PodIdentityException, error?.ToString());
    }
}
