using System.Text.Json.Nodes;
using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

/// <summary>States in which Test-PodS3Access finds the cluster and the pod.</summary>
public class S3AccessStateTests
{
    private static TestS3AccessRequest Request => new() { ClusterName = EngineLab.Cluster, Namespace = "default", ServiceAccount = "app", CreateServiceAccount = true };

    [Theory]
    [InlineData("Up")]
    [InlineData("s3://bucket")]
    [InlineData("a..b")]
    [InlineData("192.168.0.1")]
    [InlineData("-x-")]
    public async Task A_bucket_that_cannot_be_one_is_refused_before_the_first_request(string bucket)
    {
        await using var world = await EngineLab.StartAsync();

        Assert.Equal("PodIdentity.InvalidBucket", (await FailAsync(world, Request with { Bucket = bucket })).ErrorId);
        Assert.Empty(world.Requests);
    }

    [Fact]
    public async Task Parameters_that_do_not_go_together_are_refused_before_the_first_request()
    {
        await using var world = await EngineLab.StartAsync();

        Assert.Equal("PodIdentity.InvalidRestart", (await FailAsync(world, Request with { Restart = true })).ErrorId);
        Assert.Equal("PodIdentity.InvalidNodeName", (await FailAsync(world, Request with { NodeName = "n", PodName = "p" })).ErrorId);
        Assert.Equal("PodIdentity.InvalidNodeName", (await FailAsync(world, Request with { NodeName = "No de" })).ErrorId);
        Assert.Empty(world.Requests);
    }

    [Fact]
    public async Task The_objects_of_a_bucket_are_listed_too()
    {
        await using var world = await ReadyAsync();

        var result = await TestAsync(world, Request with { Bucket = "eksdemo1-logs" });
        var missing = await TestAsync(world, Request with { Bucket = "no-such-bucket-here" });

        Assert.True(result!.Allowed);
        Assert.NotEmpty(result.Objects);
        Assert.All(result.Objects, key => Assert.DoesNotContain(' ', key));
        Assert.Equal((false, "NoSuchBucket", 3), (missing!.Allowed, missing.ErrorCode, missing.Buckets.Count));
        Assert.Contains("no bucket no-such-bucket-here", missing.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_on_a_node_runs_there_and_an_unknown_node_is_an_error_before_any_write()
    {
        await using var world = await EngineLab.StartAsync();
        var node = (string)world.Store().List("nodes")[1]["metadata"]!["name"]!;

        var error = await FailAsync(world, Request with { NodeName = "nope" });
        Assert.Equal(("PodIdentity.NodeNotFound", "nope"), (error.ErrorId, (string?)error.Target));
        Assert.Empty(world.Writes);

        Assert.Equal(node, (await TestAsync(world, Request with { NodeName = node }))!.NodeName);
    }

    [Theory]
    [InlineData("registry.invalid/aws-cli", "PodIdentity.ImagePullFailed", "no such host")]
    [InlineData("Public.ECR.aws/AWS-cli:latest", "PodIdentity.InvalidImage", "must be lowercase")]
    public async Task An_image_that_cannot_be_pulled_is_told_as_such(string image, string errorId, string told)
    {
        await using var world = await EngineLab.StartAsync();

        var error = await FailAsync(world, Request with { Image = image });

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Contains("-Image", error.RecommendedAction, StringComparison.Ordinal);
        AssertNothingLeft(world);
    }

    [Fact]
    public async Task A_pod_that_no_node_takes_is_waited_for_and_then_told_in_the_schedulers_words()
    {
        await using var world = await EngineLab.StartAsync();
        foreach (var node in world.Store().List("nodes"))
            world.Store().Update("nodes", null, (string)node["metadata"]!["name"]!, n => n["spec"]!["taints"] = new JsonArray(new JsonObject { ["key"] = "gpu", ["value"] = "yes", ["effect"] = "NoSchedule" }));

        var error = await FailAsync(world, Request with { Timeout = TimeSpan.FromSeconds(1) });

        Assert.Equal("PodIdentity.PodUnschedulable", error.ErrorId);
        Assert.Contains("untolerated taint {gpu: yes}", error.Message, StringComparison.Ordinal);
        Assert.Contains(world.Host.Progress, p => p.Status.Contains("untolerated taint", StringComparison.Ordinal));
        AssertNothingLeft(world);
    }

    [Fact]
    public async Task A_full_quota_is_told_as_such()
    {
        await using var world = await EngineLab.StartAsync();
        world.Store().Create("resourcequotas", new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "ResourceQuota", ["metadata"] = new JsonObject { ["name"] = "few", ["namespace"] = "default" },
            ["spec"] = new JsonObject { ["hard"] = new JsonObject { ["pods"] = "0" } },
        });

        var error = await FailAsync(world, Request);

        Assert.Equal(("PodIdentity.PodQuotaExceeded", ErrorKind.QuotaExceeded), (error.ErrorId, error.Kind));
        Assert.Contains("resourcequota few", error.RecommendedAction, StringComparison.Ordinal);
        AssertNothingLeft(world);
    }

    [Theory]
    [InlineData("pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": seccompProfile", "PodIdentity.PodSecurityViolation")]
    [InlineData("admission webhook \"validate.kyverno.svc\" denied the request: registry not allowed", "PodIdentity.PodAdmissionDenied")]
    [InlineData("pods \"p\" is forbidden: ValidatingAdmissionPolicy 'images' with binding 'b' denied request: no", "PodIdentity.PodAdmissionDenied")]
    [InlineData("pods is forbidden: User \"u\" cannot create resource \"pods\" in API group \"\" in the namespace \"default\"", "PodIdentity.KubernetesForbidden")]
    public async Task A_refusal_is_told_as_what_it_is_and_takes_the_new_service_account_along(string text, string errorId)
    {
        await using var world = await EngineLab.StartAsync();
        world.Lab.Traffic.Faults.Add(new() { Service = "kubernetes", Operation = "create pods", Status = 403, Code = "Forbidden", Message = text });

        Assert.Equal(errorId, (await FailAsync(world, Request)).ErrorId);
        AssertNothingLeft(world);
    }

    [Fact]
    public async Task The_service_account_stays_when_there_is_a_result()
    {
        await using var world = await EngineLab.StartAsync();

        await TestAsync(world, Request);

        Assert.NotNull(world.Store().Get("serviceaccounts", "default", "app"));
        Assert.Empty(world.Pods());
    }

    [Fact]
    public async Task A_probe_pod_that_cannot_be_deleted_is_a_warning_and_the_result_comes()
    {
        await using var world = await EngineLab.StartAsync();
        world.Fail("kubernetes", "delete pods", 403, "Forbidden");

        Assert.NotNull(await TestAsync(world, Request));

        Assert.Contains("kubectl delete pod podidentity-probe-", Assert.Single(world.Host.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_creation_whose_answer_is_lost_leaves_no_pod()
    {
        await using var world = await EngineLab.StartAsync();
        world.Lab.Traffic.Faults.Add(new() { Service = "kubernetes", Operation = "create pods", Drop = true, AfterWork = true });

        Assert.Equal("PodIdentity.EndpointUnreachable", (await FailAsync(world, Request)).ErrorId);
        AssertNothingLeft(world);
    }

    [Fact]
    public async Task A_stop_while_the_pod_is_pending_leaves_nothing()
    {
        await using var world = await EngineLab.StartAsync();
        foreach (var node in world.Store().List("nodes"))
            world.Store().Update("nodes", null, (string)node["metadata"]!["name"]!, n => n["spec"]!["unschedulable"] = true);

        await StopAsync(world, () => world.Host.Progress.Any(p => p.Status.Contains("unschedulable", StringComparison.Ordinal)));

        AssertNothingLeft(world);
    }

    [Fact]
    public async Task A_stop_while_a_command_runs_leaves_nothing()
    {
        await using var world = await EngineLab.StartAsync();
        world.Lab.Traffic.Faults.Add(new() { Service = "s3", DelayMilliseconds = 20000 });

        await StopAsync(world, () => world.Requests.Contains("sts GetCallerIdentity") && world.Host.Verbose.Any(v => v.StartsWith("Running `env`", StringComparison.Ordinal)));

        AssertNothingLeft(world);
    }

    [Fact]
    public async Task A_stop_while_the_creation_is_unanswered_leaves_nothing()
    {
        await using var world = await EngineLab.StartAsync();
        world.Lab.Traffic.Faults.Add(new() { Service = "kubernetes", Operation = "create pods", DelayMilliseconds = 700 });

        await StopAsync(world, () => world.Requests.Contains("kubernetes create serviceaccounts") && world.Store().Get("serviceaccounts", "default", "app") is not null);

        await Task.Delay(1000, TestContext.Current.CancellationToken);
        AssertNothingLeft(world);
    }

    [Fact]
    public async Task A_container_without_the_aws_cli_names_the_parameter_and_the_others()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddPodAsync("two", pod => ((JsonArray)pod["spec"]!["containers"]!).Add(new JsonObject { ["name"] = "bare", ["image"] = "registry/eks-pod-identity-agent" }));

        var error = await FailAsync(world, Request with { PodName = "two", ContainerName = "bare" });

        Assert.Equal(("PodIdentity.AwsCliNotFound", "default/two"), (error.ErrorId, (string?)error.Target));
        Assert.Contains("-ContainerName (main)", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("PodIdentity.ContainerNotFound", (await FailAsync(world, Request with { PodName = "two", ContainerName = "none" })).ErrorId);
    }

    [Fact]
    public async Task The_container_that_an_annotation_names_is_the_default()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddPodAsync("two", pod =>
        {
            ((JsonArray)pod["spec"]!["containers"]!).Insert(0, new JsonObject { ["name"] = "bare", ["image"] = "registry/eks-pod-identity-agent" });
            pod["metadata"]!["annotations"] = new JsonObject { ["kubectl.kubernetes.io/default-container"] = "main" };
        });

        Assert.Equal(IdentitySource.NodeRole, (await TestAsync(world, Request with { PodName = "two" }))!.IdentitySource);
    }

    [Fact]
    public async Task Forbidden_commands_are_told_with_the_permission()
    {
        await using var world = await EngineLab.StartAsync();
        world.Fail("kubernetes", "get pods/exec", 403, "Forbidden");

        var error = await FailAsync(world, Request);

        Assert.Equal(("PodIdentity.ExecForbidden", ErrorKind.PermissionDenied), (error.ErrorId, error.Kind));
        Assert.Contains("pods/exec", error.RecommendedAction, StringComparison.Ordinal);
        AssertNothingLeft(world);
    }

    [Fact]
    public async Task A_pod_that_ended_says_so()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddPodAsync("done", pod => { pod["spec"]!["restartPolicy"] = "Never"; pod["spec"]!["containers"]![0]!["command"] = new JsonArray("true"); }, running: false);
        await world.UntilAsync(() => (string?)world.Pods()[0]["status"]?["phase"] == "Succeeded");

        var error = await FailAsync(world, Request with { PodName = "done" });

        Assert.Equal("PodIdentity.ContainerNotRunning", error.ErrorId);
        Assert.Contains("Succeeded", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Deployment")]
    [InlineData("StatefulSet")]
    [InlineData("Pod")]
    public async Task A_restarted_pod_has_what_the_association_gives(string kind)
    {
        await using var world = await EngineLab.StartAsync();
        if (kind == "Pod")
            await world.AddPodAsync("web");
        else
            await world.AddWorkloadAsync(kind, "web");
        var old = world.RunningPods("web").Select(pod => pod.Uid()).ToHashSet();
        var name = (string)world.RunningPods("web")[0]["metadata"]!["name"]!;
        await world.InstallAgentAsync();
        await world.NewRoleAsync();
        await world.AssociateAsync(EngineLab.Association());

        var before = await TestAsync(world, Request with { PodName = name });
        var after = await TestAsync(world, Request with { PodName = name, Restart = true });

        Assert.Equal((false, IdentitySource.NodeRole), (before!.Allowed, before.IdentitySource));
        Assert.Equal((true, IdentitySource.PodIdentity), (after!.Allowed, after.IdentitySource));
        Assert.DoesNotContain(world.RunningPods("web"), pod => old.Contains(pod.Uid()));
    }

    [Fact]
    public async Task A_pod_of_a_job_is_not_restarted()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddPodAsync("work", pod => pod["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "batch/v1", ["kind"] = "Job", ["name"] = "nightly", ["uid"] = "0f0f0f0f-0000-4000-8000-000000000000", ["controller"] = true,
        }));

        Assert.Equal("PodIdentity.PodNotRestartable", (await FailAsync(world, Request with { PodName = "work", Restart = true })).ErrorId);
        Assert.Single(world.RunningPods("work"));
    }

    private static async Task<EngineLab> ReadyAsync()
    {
        var world = await EngineLab.StartAsync();
        await world.InstallAgentAsync();
        await world.NewRoleAsync();
        await world.AssociateAsync(EngineLab.Association());
        return world;
    }

    private static Task<S3AccessResult?> TestAsync(EngineLab world, TestS3AccessRequest request) => world.Engine.TestS3AccessAsync(request, world.Host, TestContext.Current.CancellationToken);

    private static Task<PodIdentityException> FailAsync(EngineLab world, TestS3AccessRequest request) => Assert.ThrowsAsync<PodIdentityException>(() => TestAsync(world, request));

    private static async Task StopAsync(EngineLab world, Func<bool> when)
    {
        using var stop = new CancellationTokenSource();
        var running = world.Engine.TestS3AccessAsync(Request, world.Host, stop.Token);
        await world.UntilAsync(when);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static void AssertNothingLeft(EngineLab world)
    {
        Assert.Empty(world.Pods());
        Assert.Null(world.Store().Get("serviceaccounts", "default", "app"));
    }
}
