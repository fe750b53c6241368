using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes;

namespace PodIdentity.Lab.Tests.Pods;

/// <summary>A whole cluster, with kubectl as its user.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task Kubectl_runs_a_pod_and_sees_what_a_container_would()
    {
        await using var cloud = await FakeCloud.StartAsync();
        await using var cluster = await StartAsync(cloud);
        await cluster.ApplyAgentAsync(new AgentSettings("v1.3.10-eksbuild.1"), TestContext.Current.CancellationToken);
        Assert.Contains("successfully rolled out", await Kubectl(cluster, "-n", "kube-system", "rollout", "status", "daemonset/eks-pod-identity-agent"), StringComparison.Ordinal);
        cloud.Associated.Add("default/default");

        await Kubectl(cluster, "run", "app", "--image=amazon/aws-cli", "--command", "--", "sleep", "infinity");
        await Kubectl(cluster, "wait", "--for=condition=Ready", "pod/app", "--timeout=30s");

        Assert.Contains("AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials\n", await Kubectl(cluster, "exec", "app", "--", "env"), StringComparison.Ordinal);
        Assert.Equal("2026-11-23 22:15:36 demo-logs\n", await Kubectl(cluster, "exec", "app", "--", "aws", "s3", "ls"));
        Assert.Contains("exec: \"sh\": executable file not found in $PATH", await Kubectl(cluster, 1, "exec", "app", "--", "sh", "-c", "id"), StringComparison.Ordinal);
        Assert.Contains("Started container app", await Kubectl(cluster, "describe", "pod", "app"), StringComparison.Ordinal);
        await Kubectl(cluster, "delete", "pod", "app", "--timeout=30s");
        Assert.Equal("", await Kubectl(cluster, "get", "pods", "-o", "name"));
    }

    [Fact]
    public async Task Kubectl_rolls_a_deployment_out_and_restarts_it()
    {
        await using var cloud = await FakeCloud.StartAsync();
        await using var cluster = await StartAsync(cloud);

        await Kubectl(cluster, "create", "deployment", "web", "--image=nginx:1.29", "--replicas=3");
        await Kubectl(cluster, "rollout", "status", "deployment/web", "--timeout=30s");
        var before = await Kubectl(cluster, "get", "pods", "-o", "name");
        await Kubectl(cluster, "rollout", "restart", "deployment/web");
        Assert.Contains("successfully rolled out", await Kubectl(cluster, "rollout", "status", "deployment/web", "--timeout=30s"), StringComparison.Ordinal);

        var after = await Kubectl(cluster, "get", "pods", "-o", "name");
        Assert.Empty(after.Split('\n', StringSplitOptions.RemoveEmptyEntries).Intersect(before.Split('\n')));

        await Kubectl(cluster, "delete", "deployment", "web", "--cascade=foreground", "--timeout=30s");
        Assert.Equal("", await Kubectl(cluster, "get", "pods,replicasets", "-o", "name"));
    }

    [Fact]
    public async Task Namespace_is_emptied_when_it_is_deleted()
    {
        await using var cloud = await FakeCloud.StartAsync();
        await using var cluster = await StartAsync(cloud);
        await Kubectl(cluster, "create", "namespace", "shop");
        await Kubectl(cluster, "-n", "shop", "create", "deployment", "web", "--image=nginx:1.29");
        await Kubectl(cluster, "-n", "shop", "rollout", "status", "deployment/web", "--timeout=30s");

        await Kubectl(cluster, "delete", "namespace", "shop", "--timeout=30s");

        Assert.DoesNotContain("shop", await Kubectl(cluster, "get", "namespaces", "-o", "name"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_is_rolled_out_upgraded_and_removed()
    {
        await using var cloud = await FakeCloud.StartAsync();
        await using var cluster = await StartAsync(cloud);
        Assert.Equal(new AgentRollout(Exists: false, 0, 0), cluster.GetAgentRollout());

        await cluster.ApplyAgentAsync(new AgentSettings("v1.2.0-eksbuild.1"), TestContext.Current.CancellationToken);
        Assert.Equal(new AgentRollout(Exists: true, 2, 0), cluster.GetAgentRollout());
        await PodWorld.UntilAsync(() => cluster.GetAgentRollout() == new AgentRollout(Exists: true, 2, 2));

        await cluster.ApplyAgentAsync(new AgentSettings("v1.3.10-eksbuild.1"), TestContext.Current.CancellationToken);
        Assert.NotEqual(2, cluster.GetAgentRollout().Ready);
        await PodWorld.UntilAsync(() => cluster.GetAgentRollout() == new AgentRollout(Exists: true, 2, 2));

        await cluster.RemoveAgentAsync(TestContext.Current.CancellationToken);
        Assert.False(cluster.GetAgentRollout().Exists);
    }

    private static Task<Cluster> StartAsync(FakeCloud cloud) => Cluster.StartAsync(
        "eksdemo1", "1.33", new LabOptions { PodStartDelay = TimeSpan.FromMilliseconds(1) }, cloud, cloud, new LabClock(), NullLogger.Instance, TestContext.Current.CancellationToken);

    private static Task<string> Kubectl(Cluster cluster, params string[] arguments) => Kubectl(cluster, 0, arguments);

    private static async Task<string> Kubectl(Cluster cluster, int exitCode, params string[] arguments)
    {
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, "kubectl"))), "kubectl is not installed");
        var start = new ProcessStartInfo("kubectl", ["--kubeconfig", cluster.KubeconfigPath, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == exitCode, $"kubectl {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await error}");
        return exitCode == 0 ? await output : await error;
    }
}
