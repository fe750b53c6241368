using System.Text.Json.Nodes;
using PodIdentity.Engine.Tests.Support;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class NodeScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("A pod runs on Fargate", "A7", world => world.AddPodOnAsync(NodeKind.Fargate), Causes.PodOnFargate, "compute-type=fargate", "Linux EC2"),
        new("A pod runs on Windows", "A7", world => world.AddPodOnAsync(NodeKind.Windows), Causes.PodOnWindows, "kubernetes.io/os=windows", "Linux EC2"),
        new("The pod's node is not ready", "", world =>
        {
            foreach (var node in world.Store().List("nodes"))
                world.Store().Update("nodes", null, (string)node["metadata"]!["name"]!, n => n["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "False", ["message"] = "PLEG is not healthy" }));
            return Task.CompletedTask;
        }, Causes.NodeNotReady, "PLEG is not healthy", "kubectl describe node ip-") { Status = CheckStatus.Warning },
        new("A pod has the agent's IPv6 address in an IPv4 cluster", "B8", async world =>
        {
            await world.AddPodAsync("six", pod => pod.Container().With("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://[fd00:ec2::23]/v1/credentials").With("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/t"));
        }, Causes.AgentAddressOfOtherFamily, "ipFamily is ipv4", "Restart-PodIdentityWorkload") { Status = CheckStatus.Warning },
    ];
}
