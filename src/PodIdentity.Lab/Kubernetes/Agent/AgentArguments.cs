using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Agent;

/// <summary>The agent's command line, as far as it can go wrong.</summary>
internal static class AgentArguments
{
    /// <summary>On a node: <c>disabled</c> says that its kernel has no IPv6.</summary>
    public const string Ipv6Annotation = "lab.pod-identity/ipv6";

    private const string Ipv4Host = "169.254.170.23";
    private const string Ipv6Host = "[fd00:ec2::23]";

    private static readonly string[] Flags =
    [
        "--bind-hosts", "-b", "--cluster-name", "-c", "--endpoint", "--max-cache-size", "--max-credential-retention-before-renewal", "--max-service-qps",
        "--metrics-address", "--metrics-port", "--port", "-p", "--probe-port", "--rotate-credentials", "--verbosity", "-v",
    ];

    /// <summary>What the agent logs before it gives up; null when it can start on this node.</summary>
    public static string? Failure(JsonObject container, JsonObject? node)
    {
        var words = (container.At("args") as JsonArray)?.Select(word => word.Text() ?? "").ToList() ?? [];
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith('-')) continue;
            var flag = words[i].Split('=')[0];
            if (!Flags.Contains(flag)) return Usage(flag);
            if (!words[i].Contains('=') && flag != "--rotate-credentials") i++;
        }

        var hasIpv6 = node?.Annotation(Ipv6Annotation) != "disabled";
        return Hosts(words).FirstOrDefault(host => !(host == Ipv4Host || (host == Ipv6Host && hasIpv6))) is { } host
            ? $"{{\"bind-addr\":\"{host}:80\",\"level\":\"fatal\",\"msg\":\"Unable to start server: listen tcp {host}:80: bind: cannot assign requested address\"}}\n"
            : null;
    }

    private static List<string> Hosts(List<string> words)
    {
        var given = words.Zip(words.Skip(1)).Where(pair => pair.First is "-b" or "--bind-hosts").SelectMany(pair => pair.Second.Split(',')).ToList();
        return given.Count > 0 ? given : [Ipv4Host, Ipv6Host];
    }

    private static string Usage(string flag)
    {
        var problem = flag.StartsWith("--", StringComparison.Ordinal) ? $"unknown flag: {flag}" : $"unknown shorthand flag: '{flag[1..].FirstOrDefault()}' in {flag}";
        return $"Error: {problem}\nUsage:\n  eks-pod-identity-agent server [flags]\n";
    }
}
