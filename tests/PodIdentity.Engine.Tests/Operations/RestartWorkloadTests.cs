using System.Text.Json.Nodes;
using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

/// <summary>States in which Restart-PodIdentityWorkload finds a service account's pods.</summary>
public class RestartWorkloadTests
{
    private static RestartWorkloadsRequest Request => new() { ClusterName = EngineLab.Cluster, Namespace = "default", ServiceAccount = "app" };

    [Fact]
    public async Task No_association_is_an_error_with_the_way_out_and_nothing_is_written()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddWorkloadAsync("Deployment", "web");
        var before = world.Writes.Count;

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => RestartAsync(world, Request));

        Assert.Equal(("PodIdentity.AssociationNotFound", "default/app"), (error.ErrorId, (string?)error.Target));
        Assert.Contains("New-PodIdentityAssociation", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(before, world.Writes.Count);
    }

    [Fact]
    public async Task No_pods_is_no_result()
    {
        await using var world = await AssociatedAsync();

        Assert.Empty(await RestartAsync(world, Request));
    }

    [Theory]
    [InlineData("Deployment")]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public async Task Pods_without_the_variables_are_replaced_and_a_second_run_changes_nothing(string kind)
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddWorkloadAsync(kind, "web");
        var old = world.RunningPods("web").Select(pod => pod.Uid()).ToHashSet();
        await AssociateAsync(world);

        var first = Assert.Single(await RestartAsync(world, Request));
        var pods = world.RunningPods("web");
        var second = Assert.Single(await RestartAsync(world, Request));

        Assert.Equal((kind, "web", 2, Change.Updated, null), (first.Kind, first.Name, first.StalePods, first.Change, first.Reason));
        Assert.NotNull(first.Elapsed);
        Assert.Equal(2, pods.Count);
        Assert.All(pods, pod => Assert.True(pod.HasVariables() && !old.Contains(pod.Uid())));
        Assert.Equal((0, Change.Unchanged, null), (second.StalePods, second.Change, second.Reason));
        Assert.Single(world.Requests, r => r == $"kubernetes patch {kind.ToLowerInvariant()}s");
    }

    [Fact]
    public async Task Pods_with_the_variables_that_are_older_than_the_last_change_of_role_are_replaced()
    {
        await using var world = await AssociatedAsync();
        await world.AddWorkloadAsync("Deployment", "web");
        await world.PassTimeAsync();
        await world.NewRoleAsync("Other");
        await world.AssociateAsync(EngineLab.Association(roleName: "Other") with { Force = true, NoWait = true });

        var workload = Assert.Single(await RestartAsync(world, Request));

        Assert.Equal((2, Change.Updated), (workload.StalePods, workload.Change));
    }

    [Fact]
    public async Task Containers_that_opted_out_or_set_the_variable_themselves_are_not_missed()
    {
        await using var world = await AssociatedAsync();
        await world.AddPodAsync("annotated", pod => pod["metadata"]!["annotations"] = new JsonObject { ["eks.amazonaws.com/skip-containers"] = "other, main" });
        await world.AddPodAsync("own", pod => pod["spec"]!["containers"]![0]!["env"] = new JsonArray(new JsonObject { ["name"] = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", ["value"] = "/mine" }));
        await world.AddPodAsync("labelled", pod => pod["metadata"]!["labels"]!["eks.amazonaws.com/skip-pod-identity-webhook"] = "true");

        var workloads = await RestartAsync(world, Request with { Force = true });

        Assert.Equal(["annotated", "labelled", "own"], workloads.Select(w => w.Name));
        Assert.All(workloads, w => Assert.Equal((0, Change.Unchanged), (w.StalePods, w.Change)));
    }

    [Fact]
    public async Task A_bare_pod_is_left_alone_and_with_force_created_anew()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddPodAsync("tool", pod => pod["spec"]!["containers"]![0]!["env"] = new JsonArray(new JsonObject { ["name"] = "MODE", ["value"] = "x" }));
        var old = world.RunningPods("tool")[0].Uid();
        await AssociateAsync(world);

        var kept = Assert.Single(await RestartAsync(world, Request));
        Assert.Equal(("Pod", "tool", 1, Change.Unchanged), (kept.Kind, kept.Name, kept.StalePods, kept.Change));
        Assert.Contains("-Force", kept.Reason, StringComparison.Ordinal);
        Assert.Equal(old, world.RunningPods("tool")[0].Uid());

        var renewed = Assert.Single(await RestartAsync(world, Request with { Force = true }));
        var pod = world.RunningPods("tool")[0];
        Assert.Equal(Change.Updated, renewed.Change);
        Assert.NotEqual(old, pod.Uid());
        Assert.True(pod.HasVariables());
        Assert.Contains((JsonArray)pod["spec"]!["containers"]![0]!["env"]!, v => (string?)v!["value"] == "x");
        Assert.Equal(Change.Unchanged, Assert.Single(await RestartAsync(world, Request with { Force = true })).Change);
        Assert.Empty(Manifests("tool"));
    }

    [Fact]
    public async Task A_bare_pod_that_the_cluster_would_not_take_again_is_not_deleted()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddPodAsync("tool");
        var old = world.RunningPods("tool")[0].Uid();
        await AssociateAsync(world);
        world.Store().Update("namespaces", null, "default", n => n["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"] = "restricted");

        Assert.Empty(await RestartAsync(world, Request with { Force = true }));

        Assert.Equal("PodIdentity.PodSecurityViolation", Assert.Single(world.Host.Errors).ErrorId);
        Assert.Equal(old, world.RunningPods("tool")[0].Uid());
        Assert.Empty(Manifests("tool"));
    }

    [Fact]
    public async Task A_bare_pod_whose_creation_fails_for_good_leaves_its_manifest()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddPodAsync("manifest-kept");
        await AssociateAsync(world);
        // The dry runs (three of the wait, one of the check) pass.
        world.Lab.Traffic.Faults.Add(new() { Service = "kubernetes", Operation = "create pods", Status = 403, Code = "Forbidden", Message = "admission webhook \"x\" denied the request: no", Skip = 4 });

        Assert.Empty(await RestartAsync(world, Request with { Force = true }));

        var error = Assert.Single(world.Host.Errors);
        var file = Assert.Single(Manifests("manifest-kept"));
        Assert.Equal("PodIdentity.PodNotRecreated", error.ErrorId);
        Assert.Contains($"kubectl create -f {file}", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("denied the request", error.Message, StringComparison.Ordinal);
        Assert.Equal("manifest-kept", (string?)JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!["metadata"]!["name"]);
        File.Delete(file);
    }

    [Fact]
    public async Task A_bare_pod_is_created_anew_also_when_the_answer_is_lost()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddPodAsync("tool");
        await AssociateAsync(world);
        world.Lab.Traffic.Faults.Add(new() { Service = "kubernetes", Operation = "create pods", Drop = true, AfterWork = true, Skip = 4, Count = 1 });

        Assert.Equal(Change.Updated, Assert.Single(await RestartAsync(world, Request with { Force = true })).Change);

        Assert.True(Assert.Single(world.RunningPods("tool")).HasVariables());
    }

    [Fact]
    public async Task A_stop_does_not_leave_a_bare_pod_deleted()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddPodAsync("tool");
        await AssociateAsync(world);
        using var stop = new CancellationTokenSource();
        world.Lab.Traffic.Faults.Add(new() { Service = "kubernetes", Operation = "delete pods", DelayMilliseconds = 300, Count = 1 });
        var restart = world.Engine.RestartWorkloadsAsync(Request with { Force = true }, world.Host, stop.Token).GetAsyncEnumerator(stop.Token);
        var moving = restart.MoveNextAsync().AsTask();
        await world.UntilAsync(() => world.Host.Verbose.Any(line => line.Contains("manifest", StringComparison.Ordinal)));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => moving);

        await world.UntilAsync(() => world.RunningPods("tool") is [var pod] && pod.HasVariables());
        Assert.Empty(Manifests("tool"));
    }

    [Fact]
    public async Task A_replica_set_without_a_deployment_replaces_its_deleted_pods()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddWorkloadAsync("ReplicaSet", "web");
        await AssociateAsync(world);

        var workload = Assert.Single(await RestartAsync(world, Request));

        Assert.Equal(("ReplicaSet", 2, Change.Updated), (workload.Kind, workload.StalePods, workload.Change));
        Assert.Equal(2, world.RunningPods("web").Count);
        Assert.All(world.RunningPods("web"), pod => Assert.True(pod.HasVariables()));
    }

    [Theory]
    [InlineData("Deployment", """{"paused":true}""", "kubectl rollout resume")]
    [InlineData("StatefulSet", """{"updateStrategy":{"type":"OnDelete"}}""", "OnDelete")]
    [InlineData("DaemonSet", """{"updateStrategy":{"type":"OnDelete"}}""", "OnDelete")]
    public async Task What_would_not_roll_is_left_alone_and_told(string kind, string spec, string told)
    {
        await using var world = await EngineLab.StartAsync();
        if (kind == "Deployment")
        {
            // A new one that is paused has no pods.
            await world.AddWorkloadAsync(kind, "web");
            world.Store().Update("deployments", "default", "web", d => d["spec"]!["paused"] = true);
        }
        else
        {
            await world.AddWorkloadAsync(kind, "web", more: (JsonObject)JsonNode.Parse(spec)!);
        }

        await AssociateAsync(world);
        var workload = Assert.Single(await RestartAsync(world, Request));

        Assert.Equal((2, Change.Unchanged), (workload.StalePods, workload.Change));
        Assert.Contains(told, workload.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Requests, r => r.StartsWith("kubernetes patch", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("batch/v1", "Job", "not interrupted")]
    [InlineData("argoproj.io/v1alpha1", "Rollout", "kubectl argo rollouts restart")]
    [InlineData("v1", "Node", "static pod")]
    [InlineData("v1", "ReplicationController", "does not know")]
    public async Task What_is_not_ours_to_restart_is_left_alone_and_told(string apiVersion, string kind, string told)
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddPodAsync("work", pod => pod["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = apiVersion, ["kind"] = kind, ["name"] = "owner", ["uid"] = "0f0f0f0f-0000-4000-8000-000000000000", ["controller"] = true,
        }));
        await AssociateAsync(world);

        var workload = Assert.Single(await RestartAsync(world, Request with { Force = true }));

        Assert.Equal((kind, "owner", 1, Change.Unchanged), (workload.Kind, workload.Name, workload.StalePods, workload.Change));
        Assert.Contains(told, workload.Reason, StringComparison.Ordinal);
        Assert.Single(world.RunningPods("work"));
    }

    [Fact]
    public async Task A_restart_that_is_under_way_is_not_begun_again()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddWorkloadAsync("Deployment", "web");
        await AssociateAsync(world);
        Assert.Equal(Change.Updated, Assert.Single(await RestartAsync(world, Request with { NoWait = true })).Change);

        var second = Assert.Single(await RestartAsync(world, Request));

        Assert.Equal(Change.Unchanged, second.Change);
        Assert.Single(world.Requests, r => r == "kubernetes patch deployments");
        Assert.All(world.RunningPods("web"), pod => Assert.True(pod.HasVariables()));
    }

    [Fact]
    public async Task An_association_that_is_not_yet_effective_is_waited_for()
    {
        await using var world = await EngineLab.StartAsync(TimeSpan.FromSeconds(2));
        await world.AddWorkloadAsync("Deployment", "web");
        await AssociateAsync(world);

        Assert.Equal(Change.Updated, Assert.Single(await RestartAsync(world, Request)).Change);

        Assert.All(world.RunningPods("web"), pod => Assert.True(pod.HasVariables()));
        Assert.Equal(Change.Unchanged, Assert.Single(await RestartAsync(world, Request)).Change);
    }

    [Fact]
    public async Task One_failure_is_told_and_the_others_go_on()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddWorkloadAsync("Deployment", "web");
        await world.AddWorkloadAsync("StatefulSet", "db", replicas: 1);
        await AssociateAsync(world);
        world.Fail("kubernetes", "patch statefulsets", 403, "Forbidden");

        var done = Assert.Single(await RestartAsync(world, Request));

        Assert.Equal(("Deployment", Change.Updated), (done.Kind, done.Change));
        var error = Assert.Single(world.Host.Errors);
        Assert.Equal(("PodIdentity.KubernetesForbidden", "StatefulSet db in namespace default"), (error.ErrorId, (string?)error.Target));
    }

    [Fact]
    public async Task A_rollout_that_does_not_end_is_a_timeout_that_says_how_far_it_is()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddWorkloadAsync("Deployment", "web");
        await AssociateAsync(world);
        world.Store().Update("deployments", "default", "web", d => d["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "registry.invalid/none");

        Assert.Empty(await RestartAsync(world, Request with { Timeout = TimeSpan.FromSeconds(2) }));

        var error = Assert.Single(world.Host.Errors);
        Assert.Equal("PodIdentity.Timeout", error.ErrorId);
        Assert.Contains("Last seen:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_declined_is_neither_done_nor_reported()
    {
        await using var world = await EngineLab.StartAsync();
        await world.AddWorkloadAsync("Deployment", "web");
        await AssociateAsync(world);
        var before = world.Writes.Count;
        world.Host.Answer = false;

        Assert.Empty(await RestartAsync(world, Request));

        Assert.Equal(before, world.Writes.Count);
        Assert.Contains(world.Host.Questions, q => q.StartsWith("Deployment web in namespace default", StringComparison.Ordinal));
    }

    private static async Task<EngineLab> AssociatedAsync()
    {
        var world = await EngineLab.StartAsync();
        await AssociateAsync(world);
        return world;
    }

    private static async Task AssociateAsync(EngineLab world)
    {
        await world.NewRoleAsync();
        await world.AssociateAsync(EngineLab.Association() with { NoWait = true });
    }

    private static async Task<List<Workload>> RestartAsync(EngineLab world, RestartWorkloadsRequest request)
    {
        var all = new List<Workload>();
        await foreach (var workload in world.Engine.RestartWorkloadsAsync(request, world.Host, TestContext.Current.CancellationToken))
            all.Add(workload);
        return [.. all.OrderBy(w => w.Name, StringComparer.Ordinal)];
    }

    private static string[] Manifests(string pod) => Directory.GetFiles(Path.GetTempPath(), $"podidentity-default-{pod}-*.json");
}
