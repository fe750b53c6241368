using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Pods;

/// <summary>The files that a process in a container can read: projected tokens, mounted config maps and secrets, and what every container has.
/// They exist in memory only; no path leads to the machine's own files.</summary>
internal sealed class ContainerFiles(JsonObject pod, JsonObject container, IObjectStore store, ServiceAccountTokens tokens)
{
    /// <summary>Null when there is no such file.</summary>
    public string? Read(string path)
    {
        if (WellKnown(path) is { } text) return text;
        foreach (var mount in container.Items("volumeMounts"))
        {
            var directory = (mount.Text("mountPath") ?? "").TrimEnd('/');
            var file = path == directory && mount.Text("subPath") is { } single ? single
                : path.StartsWith(directory + "/", StringComparison.Ordinal) ? path[(directory.Length + 1)..]
                : null;
            var volume = pod.Items("spec", "volumes").FirstOrDefault(candidate => candidate.Text("name") == mount.Text("name"));
            if (file is not null && volume is not null && ReadVolume(volume, file) is { } content) return content;
        }

        return null;
    }

    public bool IsDirectory(string path) =>
        path == "/" || container.Items("volumeMounts").Any(mount => ((mount.Text("mountPath") ?? "") + "/").StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));

    private string? WellKnown(string path) => path switch
    {
        "/etc/hostname" => ContainerEnvironment.HostName(pod) + "\n",
        "/etc/hosts" => $"# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n{pod.Text("status", "podIP")}\t{ContainerEnvironment.HostName(pod)}\n",
        "/etc/resolv.conf" =>
            $"search {pod.Namespace()}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.100.0.10\noptions ndots:5\n",
        _ => null,
    };

    private string? ReadVolume(JsonObject volume, string file)
    {
        if (volume.At("configMap") is JsonObject map) return FromStore("configmaps", map.Text("name"), file);
        if (volume.At("secret") is JsonObject secret) return FromStore("secrets", secret.Text("secretName"), file);
        foreach (var source in volume.Items("projected", "sources"))
        {
            if (source.At("serviceAccountToken") is JsonObject token && token.Text("path") == file)
                return tokens.Project(pod, token.Text("audience") ?? tokens.Issuer, token.Number("expirationSeconds") ?? 3600);
        }

        return null;
    }

    private string? FromStore(string resource, string? name, string file)
    {
        if (name is null || store.Get(resource, pod.Namespace(), name) is not { } found) return null;
        if (found.Text("stringData", file) is { } plain) return plain;
        var data = found.Text("data", file);
        return data is null || resource == "configmaps" ? data : System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data));
    }
}
