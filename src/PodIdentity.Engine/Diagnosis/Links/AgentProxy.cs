using k8s.Models;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>A proxy in the agent's own environment, which then answers for the agent's addresses.</summary>
internal static class AgentProxy
{
    private const string Address = "169.254.170.23";

    public static Finding? Examine(V1DaemonSet daemonSet, bool isBroken)
    {
        var variables = daemonSet.Spec.Template.Spec.Containers.SelectMany(c => c.Env ?? []).ToList();
        var proxies = variables.Where(v => Is(v, "HTTP_PROXY") || Is(v, "HTTPS_PROXY")).ToList();
        var exceptions = variables.Where(v => Is(v, "NO_PROXY")).SelectMany(v => (v.Value ?? "").Split(',', StringSplitOptions.TrimEntries));
        if (proxies.Count == 0 || exceptions.Any(e => e is "*" or Address or "169.254.0.0/16" or "169.254.170.0/24" or Address + "/32"))
        {
            return null;
        }

        var (name, target) = ($"{daemonSet.Metadata.NamespaceProperty}/{daemonSet.Metadata.Name}", $"daemonset/{daemonSet.Metadata.Name}");
        var evidence = $"DaemonSet {name} sets {string.Join(" and ", proxies.Select(p => p.Name))}, and its NO_PROXY does not hold {Address}.";
        (string, string)[] values = [("DaemonSet", target), ("AgentNamespace", daemonSet.Metadata.NamespaceProperty)];
        return isBroken ? Finding.Failed(Causes.AgentBehindProxy, evidence, name, values) : Finding.Suspicious(Causes.AgentBehindProxy, evidence, name, values);
    }

    private static bool Is(V1EnvVar variable, string name) => string.Equals(variable.Name, name, StringComparison.OrdinalIgnoreCase);
}
