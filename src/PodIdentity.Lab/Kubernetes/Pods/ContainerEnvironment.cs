using System.Text;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Pods;

/// <summary>The environment variables of a container, in the order in which a process in it sees them.</summary>
internal static class ContainerEnvironment
{
    private const string ServiceAddress = "10.100.0.1";

    private static readonly (string Name, string Value)[] ServiceLinks =
    [
        ("KUBERNETES_SERVICE_HOST", ServiceAddress),
        ("KUBERNETES_SERVICE_PORT", "443"),
        ("KUBERNETES_SERVICE_PORT_HTTPS", "443"),
        ("KUBERNETES_PORT", $"tcp://{ServiceAddress}:443"),
        ("KUBERNETES_PORT_443_TCP", $"tcp://{ServiceAddress}:443"),
        ("KUBERNETES_PORT_443_TCP_PROTO", "tcp"),
        ("KUBERNETES_PORT_443_TCP_PORT", "443"),
        ("KUBERNETES_PORT_443_TCP_ADDR", ServiceAddress),
    ];

    public static IReadOnlyList<KeyValuePair<string, string>> Of(JsonObject pod, JsonObject container)
    {
        var variables = new OrderedDictionary<string, string>
        {
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOSTNAME"] = HostName(pod),
        };
        foreach (var variable in container.Items("env"))
        {
            var name = variable.Text("name") ?? "";
            if (variable.At("valueFrom") is { } source)
            {
                if (source.Text("fieldRef", "fieldPath") is { } path) variables[name] = Field(pod, path);
            }
            else
            {
                variables[name] = Expand(variable.Text("value") ?? "", variables);
            }
        }

        foreach (var (name, value) in ServiceLinks) variables.TryAdd(name, value);
        variables.TryAdd("HOME", pod.Number("spec", "securityContext", "runAsUser") is > 0 ? "/" : "/root");
        return [.. variables];
    }

    public static string HostName(JsonObject pod) =>
        pod.Flag("spec", "hostNetwork") == true ? pod.Text("spec", "nodeName") ?? "" : pod.Text("spec", "hostname") ?? pod.Name();

    private static string Field(JsonObject pod, string path)
    {
        if (path is "status.podIP") return pod.Text("status", "podIP") ?? "";
        foreach (var map in (ReadOnlySpan<string>)["labels", "annotations"])
        {
            var prefix = $"metadata.{map}['";
            if (path.StartsWith(prefix, StringComparison.Ordinal)) return pod.Text("metadata", map, path[prefix.Length..].TrimEnd(']', '\'')) ?? "";
        }

        return pod.Text(path.Split('.')) ?? "";
    }

    // $(NAME) is replaced when NAME was defined before; $$(NAME) stands for itself.
    private static string Expand(string value, OrderedDictionary<string, string> known)
    {
        if (!value.Contains("$(", StringComparison.Ordinal)) return value;
        var expanded = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            var end = value[i] == '$' && i + 1 < value.Length && value[i + 1] == '(' ? value.IndexOf(')', i) : -1;
            if (value[i] == '$' && i + 1 < value.Length && value[i + 1] == '$')
            {
                expanded.Append('$');
                i++;
            }
            else if (end > 0 && known.TryGetValue(value[(i + 2)..end], out var replacement))
            {
                expanded.Append(replacement);
                i = end;
            }
            else
            {
                expanded.Append(value[i]);
            }
        }

        return expanded.ToString();
    }
}
