using System.Net;
using System.Net.Sockets;
using k8s.Models;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>Whether a container's variables put a proxy between it and the agent.</summary>
internal static class ProxyVariables
{
    private static readonly string[] ForHttp = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
    private static readonly string[] ForHttps = ["HTTPS_PROXY", "https_proxy"];
    private static readonly string[] Exceptions = ["NO_PROXY", "no_proxy"];

    public static IEnumerable<PodProblem> Examine(V1Container container, IPAddress agent)
    {
        var variables = container.Env ?? [];
        var proxy = variables.FirstOrDefault(v => ForHttp.Contains(v.Name) && v.Value != "");
        var found = proxy ?? variables.FirstOrDefault(v => ForHttps.Contains(v.Name) && v.Value != "");
        if (found is null)
        {
            yield break;
        }

        var exceptions = variables.Where(v => Exceptions.Contains(v.Name)).ToList();
        if (exceptions.Any(v => Excepts(v.Value, agent)))
        {
            yield break;
        }

        var given = exceptions.FirstOrDefault();
        // What comes from a config map is not in the specification.
        var certain = proxy is not null && given is not { Value: null };
        var present = given is null ? "no NO_PROXY" : given.Value is null ? $"{given.Name} from elsewhere, which is not read" : $"{given.Name}={Errors.Shown(given.Value)}";
        yield return new(proxy is null ? Causes.ProxyMayStandBeforeAgent : Causes.ProxyBeforeAgent, $"has {found.Name} and {present}; {Shown(agent)} is not excepted.", container.Name, certain)
        {
            Values = [("Variable", given?.Name ?? "NO_PROXY"), ("NoProxy", string.Join(',', new[] { given?.Value, Shown(agent) }.Where(text => !string.IsNullOrEmpty(text))))],
        };
    }

    private static bool Excepts(string? list, IPAddress agent) => (list ?? "")
        .Split([',', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Any(entry => entry is "*" or "169.254.*"
            || entry.TrimEnd('/') is var host && (host == agent.ToString() || host == Shown(agent) || host == $"{Shown(agent)}:{AgentAddress.Port}")
            || agent.IsIn(entry));

    private static string Shown(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
