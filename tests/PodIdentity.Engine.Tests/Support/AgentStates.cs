using System.Text.Json.Nodes;
using Amazon.EKS;
using Amazon.EKS.Model;
using PodIdentity.Lab.Aws.Eks;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes.Agent;

namespace PodIdentity.Engine.Tests.Support;

/// <summary>States of the agent's add-on and of its nodes, brought about as others would: through EKS itself, or in the cluster.</summary>
internal static class AgentStates
{
    public const string Addon = "eks-pod-identity-agent";
    public const string Default = "v1.3.8-eksbuild.2";
    public const string Older = "v1.3.10-eksbuild.1";
    public const string Latest = "v1.3.10-eksbuild.2";
    public const string Ipv4Only = """{"agent":{"additionalArgs":{"-b":"169.254.170.23"}}}""";
    public const string BadFlag = """{"agent":{"additionalArgs":{"--no-such-flag":"1"}}}""";

    public static InstallAgentRequest Install { get; } = new() { ClusterName = EngineLab.Cluster };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<Agent?> InstallAsync(this EngineLab world, InstallAgentRequest? request = null) =>
        world.Engine.InstallAgentAsync(request ?? Install, world.Host, Cancel);

    public static Task<PodIdentityException> FailToInstallAsync(this EngineLab world, InstallAgentRequest? request = null) =>
        Assert.ThrowsAsync<PodIdentityException>(() => world.InstallAsync(request));

    public static Task<Agent> GetAgentAsync(this EngineLab world) =>
        world.Engine.GetAgentAsync(new() { ClusterName = EngineLab.Cluster }, world.Host, Cancel);

    public static async Task CreateAddonAsync(this EngineLab _, string version = Default, string? configuration = null, bool overwrite = false)
    {
        using var eks = new AmazonEKSClient();
        await eks.CreateAddonAsync(
            new()
            {
                ClusterName = EngineLab.Cluster, AddonName = Addon, AddonVersion = version, ConfigurationValues = configuration,
                ResolveConflicts = overwrite ? ResolveConflicts.OVERWRITE : ResolveConflicts.NONE, Tags = new() { ["team"] = "platform" },
            },
            Cancel);
    }

    public static async Task UpdateAddonAsync(this EngineLab _, string version)
    {
        using var eks = new AmazonEKSClient();
        await eks.UpdateAddonAsync(new() { ClusterName = EngineLab.Cluster, AddonName = Addon, AddonVersion = version, ResolveConflicts = ResolveConflicts.NONE }, Cancel);
    }

    public static async Task DeleteAddonAsync(this EngineLab _)
    {
        using var eks = new AmazonEKSClient();
        await eks.DeleteAddonAsync(new() { ClusterName = EngineLab.Cluster, AddonName = Addon }, Cancel);
    }

    public static async Task<Addon> DescribeAddonAsync(this EngineLab _)
    {
        using var eks = new AmazonEKSClient();
        return (await eks.DescribeAddonAsync(new() { ClusterName = EngineLab.Cluster, AddonName = Addon }, Cancel)).Addon;
    }

    public static async Task UntilStatusAsync(this EngineLab world, string status)
    {
        while ((await world.DescribeAddonAsync()).Status.Value != status)
            await Task.Delay(20, Cancel);
    }

    /// <summary>Somebody else's add-on, which works.</summary>
    public static async Task HaveAddonAsync(this EngineLab world, string version = Default, string? configuration = null)
    {
        await world.CreateAddonAsync(version, configuration);
        await world.UntilStatusAsync("ACTIVE");
        await world.UntilAgentPodsAsync(2);
    }

    /// <summary>An add-on that fell foul of an agent that somebody installed by hand.</summary>
    public static async Task HaveCreateFailedAsync(this EngineLab world)
    {
        world.InstallByHand();
        await world.CreateAddonAsync();
        await world.UntilStatusAsync("CREATE_FAILED");
    }

    /// <summary>The agent without the add-on, as Helm installs it.</summary>
    public static void InstallByHand(this EngineLab world)
    {
        var daemonSet = AgentDaemonSet.Build(Default, EngineLab.Cluster, "us-east-1");
        daemonSet["metadata"]!["uid"] = Guid.NewGuid().ToString();
        daemonSet["metadata"]!["generation"] = 1;
        world.Store().Create("daemonsets", daemonSet);
    }

    public static void RemoveDaemonSet(this EngineLab world)
    {
        world.Store().Remove("daemonsets", "kube-system", Addon);
        foreach (var pod in world.Store().List("pods", "kube-system"))
            world.Store().Remove("pods", "kube-system", (string)pod["metadata"]!["name"]!);
    }

    /// <summary>Changes a field of the DaemonSet that is the add-on's own.</summary>
    public static void ChangeDaemonSet(this EngineLab world) => world.Store().Update("daemonsets", "kube-system", Addon, d =>
    {
        d["spec"]!["template"]!["spec"]!["priorityClassName"] = "mine";
        d["metadata"]!["generation"] = (int)d["metadata"]!["generation"]! + 1;
    });

    public static Task UntilAgentPodsAsync(this EngineLab world, int ready) => world.UntilAsync(() => (int?)world.DaemonSet()?["status"]?["numberReady"] == ready);

    public static JsonObject? DaemonSet(this EngineLab world) => world.Store().Get("daemonsets", "kube-system", Addon);

    public static EksCluster Eks(this EngineLab world) => world.Lab.World.Eks.Find(EngineLab.Cluster)!;

    public static void SetIssue(this EngineLab world, string? code, string message = "scripted") =>
        world.Lab.World.Eks.SetAddonIssue(EngineLab.Cluster, Addon, code is null ? null : new PodIdentity.Lab.Aws.Eks.Addons.AddonIssue(code, message, []));

    public static Task<NodeInstance> AddNodeAsync(this EngineLab world, NodeKind kind) => world.Lab.World.Eks.AddNodeAsync(EngineLab.Cluster, kind, Cancel);

    public static IReadOnlyList<string> NodeNames(this EngineLab world) => [.. world.Store().List("nodes").Select(n => (string)n["metadata"]!["name"]!)];

    public static void RemoveNodes(this EngineLab world)
    {
        foreach (var name in world.NodeNames())
            world.Store().Remove("nodes", null, name);
    }

    /// <summary>A node whose kubelet is gone: its pods are not ready any more.</summary>
    public static async Task StopNodeAsync(this EngineLab world, string name)
    {
        world.Store().Update("nodes", null, name, n => n["status"]!["conditions"]!.AsArray().Single(c => (string?)c!["type"] == "Ready")!["status"] = "False");
        await world.UntilAgentPodsAsync(1);
    }

    /// <summary>A parameter of the last update that EKS took, by EKS's name for it.</summary>
    public static string? OfLastUpdate(this EngineLab world, string type) => (string?)world.Eks().Updates.Values.Last().ToJson()["params"]!.AsArray()
        .FirstOrDefault(p => (string?)p!["type"] == type)?["value"];

    /// <summary>What was written to EKS, without what the test itself wrote before.</summary>
    public static IReadOnlyList<string> EksWrites(this EngineLab world) => [.. world.Writes.Where(w => w.StartsWith("eks ", StringComparison.Ordinal)).Select(w => w[4..])];
}
