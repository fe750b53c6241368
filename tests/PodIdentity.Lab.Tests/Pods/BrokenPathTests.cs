using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes;
using PodIdentity.Lab.Kubernetes.Agent;
using PodIdentity.Lab.Kubernetes.Pods;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Tests.Pods;

/// <summary>What stands between a pod and its credentials: the webhook, the agent, network policies.</summary>
public sealed class BrokenPathTests
{
    private const string Address = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

    [Fact]
    public async Task Without_its_registration_the_webhook_changes_no_pod()
    {
        await using var world = await AssociatedAsync();
        world.Store.Remove("mutatingwebhookconfigurations", null, "pod-identity-webhook");

        Assert.DoesNotContain(Address, (await world.RunPodAsync("app")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_nobody_serves_is_passed_over_or_refuses_as_its_policy_says()
    {
        await using var world = await AssociatedAsync();
        Webhook(world, webhook => webhook["clientConfig"]!["url"] = "https://127.0.0.1:23444/mutate");
        Assert.DoesNotContain(Address, (await world.RunPodAsync("app")).ToJsonString(), StringComparison.Ordinal);

        Webhook(world, webhook => webhook["failurePolicy"] = "Fail");
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => world.RunPodAsync("second"));
        Assert.Equal(500, refusal.Code);
        Assert.Equal(
            "Internal error occurred: failed calling webhook \"iam-for-pods.amazonaws.com\": failed to call webhook: "
            + "Post \"https://127.0.0.1:23444/mutate?timeout=10s\": dial tcp 127.0.0.1:23444: connect: connection refused",
            refusal.Message);
    }

    [Fact]
    public async Task A_policy_that_allows_no_way_to_the_agent_cuts_the_pod_off()
    {
        await using var world = await AssociatedAsync();
        await world.InstallAgentAsync();
        var pod = await world.RunPodAsync("app");
        var free = await world.ExecAsync(pod, "aws", "s3", "ls");
        Policy(world, """{"podSelector":{},"policyTypes":["Egress"],"egress":[{"to":[{"ipBlock":{"cidr":"0.0.0.0/0","except":["169.254.0.0/16"]}}]}]}""");
        var cut = await world.ExecAsync(pod, "aws", "s3", "ls");
        Policy(world, """{"podSelector":{},"policyTypes":["Egress"],"egress":[{"to":[{"ipBlock":{"cidr":"169.254.170.23/32"}}],"ports":[{"port":80,"protocol":"TCP"}]}]}""");

        Assert.Equal(0, free.ExitCode);
        Assert.Contains("Could not connect to the endpoint URL: \"http://169.254.170.23/v1/credentials\"", cut.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await world.ExecAsync(pod, "aws", "s3", "ls")).ExitCode);
    }

    [Theory]
    [InlineData("""{"podSelector":{"matchLabels":{"app":"other"}},"policyTypes":["Egress"]}""", false)]
    [InlineData("""{"podSelector":{},"policyTypes":["Ingress"]}""", false)]
    [InlineData("""{"podSelector":{},"policyTypes":["Egress"],"egress":[{}]}""", false)]
    [InlineData("""{"podSelector":{},"policyTypes":["Egress"],"egress":[{"ports":[{"port":443}]}]}""", true)]
    [InlineData("""{"podSelector":{},"policyTypes":["Egress"],"egress":[{"to":[{"namespaceSelector":{}}]}]}""", true)]
    [InlineData("""{"podSelector":{},"policyTypes":["Egress"]}""", true)]
    public async Task Policies_cut_off_what_they_select_and_do_not_allow(string specification, bool isCut)
    {
        await using var world = await PodWorld.StartAsync();
        Policy(world, specification);

        Assert.Equal(isCut, EgressPolicies.CutOffAgent(world.Store, world.CreatePod("app", """{"containers":[]}""")));
    }

    [Fact]
    public async Task On_a_node_without_IPv6_the_agent_crashes_until_it_is_told_its_address()
    {
        await using var world = await PodWorld.StartAsync();
        world.Store.Update("nodes", null, "node-b", node => node.Child("metadata")["annotations"] = new JsonObject { [AgentArguments.Ipv6Annotation] = "disabled" });
        var set = AgentDaemonSet.Build("v1.3.10-eksbuild.1", "eksdemo1", "us-east-1");
        world.Store.Create("daemonsets", set);
        await PodWorld.UntilAsync(() => Crashed(world).Count == 1 && Ready(world) == 1);

        using var log = new MemoryStream();
        await world.Workloads.Runtime.WriteLogAsync(Crashed(world)[0], null, follow: false, log, TestContext.Current.CancellationToken);
        Assert.Contains("Unable to start server: listen tcp [fd00:ec2::23]:80: bind: cannot assign requested address", System.Text.Encoding.UTF8.GetString(log.ToArray()), StringComparison.Ordinal);
        Assert.Equal("node-b", Crashed(world)[0].Text("spec", "nodeName"));

        var healed = AgentDaemonSet.Build("v1.3.10-eksbuild.1", "eksdemo1", "us-east-1", JsonNode.Parse("""{"agent":{"additionalArgs":{"-b":"169.254.170.23"}}}""")!.AsObject());
        world.Store.Update("daemonsets", "kube-system", AgentDaemonSet.Name, live => live["spec"] = healed["spec"]!.DeepClone());
        await PodWorld.UntilAsync(() => Ready(world) == 2);
    }

    [Fact]
    public async Task An_agent_with_an_unknown_flag_prints_its_usage()
    {
        await using var world = await PodWorld.StartAsync();
        world.Store.Create("daemonsets", AgentDaemonSet.Build(
            "v1.3.10-eksbuild.1", "eksdemo1", "us-east-1", JsonNode.Parse("""{"agent":{"additionalArgs":{"--no-such-flag":"1"}}}""")!.AsObject()));
        await PodWorld.UntilAsync(() => Crashed(world).Count == 2);

        using var log = new MemoryStream();
        await world.Workloads.Runtime.WriteLogAsync(Crashed(world)[0], null, follow: false, log, TestContext.Current.CancellationToken);
        Assert.StartsWith("Error: unknown flag: --no-such-flag", System.Text.Encoding.UTF8.GetString(log.ToArray()), StringComparison.Ordinal);
    }

    private static async Task<PodWorld> AssociatedAsync()
    {
        var world = await PodWorld.StartAsync();
        world.Cloud.Associated.Add("default/default");
        return world;
    }

    private static void Webhook(PodWorld world, Action<JsonNode> change) =>
        world.Store.Update("mutatingwebhookconfigurations", null, "pod-identity-webhook", configuration => change(configuration["webhooks"]![0]!));

    private static void Policy(PodWorld world, string specification)
    {
        world.Store.Remove("networkpolicies", "default", "p");
        world.Store.Create("networkpolicies", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "p", ["namespace"] = "default" }, ["spec"] = JsonNode.Parse(specification) });
    }

    private static List<JsonObject> Crashed(PodWorld world) =>
        [.. world.Store.List("pods", "kube-system").Where(pod => pod.Items("status", "containerStatuses").Any(status => status.Text("state", "waiting", "reason") == "CrashLoopBackOff"))];

    private static long? Ready(PodWorld world) => world.Store.Get("daemonsets", "kube-system", AgentDaemonSet.Name).Number("status", "numberReady");
}
