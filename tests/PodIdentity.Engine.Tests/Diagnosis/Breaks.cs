using System.Text.Json.Nodes;
using Amazon.EKS;
using Amazon.IdentityManagement;
using PodIdentity.Engine.Tests.Support;
using PodIdentity.Lab.Aws.Eks;

namespace PodIdentity.Engine.Tests.Diagnosis;

/// <summary>What somebody else may do to a set-up, beside the module.</summary>
internal static class Breaks
{
    private const string Agent = "eks-pod-identity-agent";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static EksCluster EksCluster(this EngineLab world) => world.Lab.World.Eks.Find(EngineLab.Cluster)!;

    public static string NodeRoleName(this EngineLab world) => world.Lab.World.NodeRoleArn(EngineLab.Cluster).Split('/')[^1];

    public static AmazonIdentityManagementServiceClient Iam(this EngineLab world) =>
        new(new AmazonIdentityManagementServiceConfig { ServiceURL = world.Lab.Addresses.AwsEndpoint.ToString(), AuthenticationRegion = "us-east-1" });

    public static async Task DeleteAgentAsync(this EngineLab world, bool preserve = false)
    {
        using var eks = new AmazonEKSClient(new AmazonEKSConfig { ServiceURL = world.Lab.Addresses.AwsEndpoint.ToString(), AuthenticationRegion = "us-east-1" });
        await eks.DeleteAddonAsync(new() { ClusterName = EngineLab.Cluster, AddonName = Agent, Preserve = preserve }, Cancel);
        // The lab moves an add-on on when somebody looks at it.
        try
        {
            while (true)
            {
                await eks.DescribeAddonAsync(new() { ClusterName = EngineLab.Cluster, AddonName = Agent }, Cancel);
                await Task.Delay(20, Cancel);
            }
        }
        catch (Amazon.EKS.Model.ResourceNotFoundException)
        {
            // Gone.
        }
    }

    public static void ChangeDaemonSet(this EngineLab world, Action<JsonObject> change) =>
        world.Store().Update("daemonsets", "kube-system", Agent, value => change((JsonObject)value["spec"]!["template"]!["spec"]!));

    /// <summary>No node has what the agent's pods ask for.</summary>
    public static Task DriveAgentAwayAsync(this EngineLab world)
    {
        world.ChangeDaemonSet(spec => spec["nodeSelector"] = new JsonObject { ["no"] = "where" });
        return world.UntilAsync(() => world.AgentPods().Count == 0);
    }

    public static IReadOnlyList<JsonObject> AgentPods(this EngineLab world) =>
        [.. world.Store().List("pods", "kube-system").Where(pod => ((string)pod["metadata"]!["name"]!).StartsWith(Agent, StringComparison.Ordinal))];

    public static void RemoveAgentPods(this EngineLab world)
    {
        foreach (var pod in world.AgentPods())
        {
            world.Store().Remove("pods", "kube-system", (string)pod["metadata"]!["name"]!);
        }
    }

    public static Task UntilAgentCrashesAsync(this EngineLab world) => world.UntilAsync(() => world.AgentPods() is { Count: > 0 } pods
        && pods.All(pod => pod["status"]?["containerStatuses"]?[0]?["restartCount"]?.GetValue<int>() > 0 || pod["status"]?["containerStatuses"]?[0]?["state"]?["terminated"] is not null));

    public static void ChangeNodes(this EngineLab world, string part, string key, string? value)
    {
        foreach (var node in world.Store().List("nodes"))
        {
            world.Store().Update("nodes", null, (string)node["metadata"]!["name"]!, changed =>
            {
                var map = (JsonObject)(changed["metadata"]![part] ??= new JsonObject());
                if (value is null)
                    map.Remove(key);
                else
                    map[key] = value;
            });
        }
    }

    public static void Annotate(this EngineLab world, string serviceAccount, string key, string value) =>
        world.Store().Update("serviceaccounts", "default", serviceAccount, account => account["metadata"]!["annotations"] = new JsonObject { [key] = value });

    public static async Task DetachNodePolicyAsync(this EngineLab world)
    {
        using var iam = world.Iam();
        await iam.DetachRolePolicyAsync(new() { RoleName = world.NodeRoleName(), PolicyArn = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy" }, Cancel);
    }

    public static async Task DeleteRoleAsync(this EngineLab world)
    {
        using var iam = world.Iam();
        await iam.DetachRolePolicyAsync(new() { RoleName = EngineLab.RoleName, PolicyArn = RoleLab.S3 }, Cancel);
        await iam.DeleteRoleAsync(new() { RoleName = EngineLab.RoleName }, Cancel);
    }
}
