using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class NetworkScenarios
{
    private const string Anywhere = """[{"to":[{"ipBlock":{"cidr":"0.0.0.0/0"}}]}]""";

    public static IEnumerable<Scenario> All =>
    [
        new("A proxy stands before the agent", "B5", world => world.AddPodAsync("behind", pod => pod.Container().With("HTTP_PROXY", "http://proxy:3128")),
            Causes.ProxyBeforeAgent, "has HTTP_PROXY and no NO_PROXY", "NO_PROXY=169.254.170.23"),
        new("NO_PROXY forgets the agent", "B5", world => world.AddPodAsync("behind", pod => pod.Container().With("http_proxy", "http://proxy:3128").With("no_proxy", "10.0.0.0/8,169.254.169.254")),
            Causes.ProxyBeforeAgent, "no_proxy=10.0.0.0/8,169.254.169.254", "no_proxy=10.0.0.0/8,169.254.169.254,169.254.170.23"),
        new("A proxy for HTTPS only", "B5", world => world.AddPodAsync("behind", pod => pod.Container().With("HTTPS_PROXY", "http://proxy:3128")),
            Causes.ProxyMayStandBeforeAgent, "has HTTPS_PROXY", "NO_PROXY=169.254.170.23") { Status = CheckStatus.Warning },
        new("NO_PROXY comes from elsewhere", "B5", world => world.AddPodAsync(
            "behind", pod => pod.Container().With("HTTP_PROXY", "http://proxy:3128").With("NO_PROXY", null, fromSecret: "net"), running: false),
            Causes.ProxyBeforeAgent, "from elsewhere, which is not read", "NO_PROXY=169.254.170.23") { Status = CheckStatus.Warning },
        new("A network policy denies all", "B6", world => world.AddPolicyAsync("[]"), Causes.NetworkPolicyBlocksAgent, "limited by limits; no rule allows 169.254.170.23", "169.254.170.23/32"),
        new("A network policy allows another port only", "B6", world => world.AddPolicyAsync("""[{"to":[{"ipBlock":{"cidr":"0.0.0.0/0"}}],"ports":[{"port":443}]}]"""),
            Causes.NetworkPolicyBlocksAgent, "TCP port 80", "allow-pod-identity-agent"),
        new("A network policy excepts link-local addresses", "B6", world => world.AddPolicyAsync(
            """[{"to":[{"ipBlock":{"cidr":"0.0.0.0/0","except":["169.254.0.0/16"]}}]}]""", """{"matchExpressions":[{"key":"app","operator":"In","values":["web"]}]}"""),
            Causes.NetworkPolicyBlocksAgent, "Deployment web, 1 of 1 pods", "allow-pod-identity-agent"),
        new("A network policy allows pods only", "B6", world => world.AddPolicyAsync("""[{"to":[{"podSelector":{}}]}]"""), Causes.NetworkPolicyBlocksAgent, "no rule allows", "allow-pod-identity-agent"),
        new("Cilium takes the agent for the host", "B6", async world =>
        {
            await world.AddDaemonSetAsync("cilium");
            await world.AddPolicyAsync(Anywhere);
        }, Causes.CiliumTakesAgentForHost, "but Cilium runs here", "\"toEntities\":[\"host\"]") { Status = CheckStatus.Warning },
        new("Security groups for pods, in strict mode", "B7", world => world.AddPodAsync("eni", pod => pod.Annotate("vpc.amazonaws.com/pod-eni", "[]")),
            Causes.SecurityGroupsForPods, "is not set, which means strict", "POD_SECURITY_GROUP_ENFORCING_MODE=standard") { Status = CheckStatus.Warning },
        new("Both: a pod on its way by a proxy, and another with keys of its own", "D2", async world =>
        {
            await world.AddPodAsync("behind", pod => pod.Container().With("HTTP_PROXY", "http://proxy:3128"));
            await world.AddPodAsync("keys", pod => pod.Container().With("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"));
        }, Causes.StaticKeys, "Pod keys", "AWS_ACCESS_KEY_ID-"),
    ];
}
