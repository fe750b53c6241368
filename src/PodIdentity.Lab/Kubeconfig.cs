using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab;

/// <summary>Writes a kubeconfig with one context per cluster. JSON is YAML, and kubectl reads both.</summary>
internal static class Kubeconfig
{
    /// <returns>The path of a new file that only its owner can read.</returns>
    public static async Task<string> WriteAsync(IReadOnlyCollection<ICluster> clusters, string token, CancellationToken cancellationToken)
    {
        var config = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["clusters"] = Named(clusters, cluster => ("cluster", new JsonObject
            {
                ["server"] = cluster.Endpoint.ToString().TrimEnd('/'),
                ["certificate-authority-data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(cluster.CertificateAuthority)),
            })),
            ["users"] = new JsonArray(new JsonObject { ["name"] = "lab", ["user"] = new JsonObject { ["token"] = token } }),
            ["contexts"] = Named(clusters, cluster => ("context", new JsonObject { ["cluster"] = cluster.Name, ["user"] = "lab" })),
            ["current-context"] = clusters.First().Name,
        };
        var path = Path.Combine(Path.GetTempPath(), $"podidentity-lab-{Environment.ProcessId}-{Guid.NewGuid():N}.kubeconfig");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new StreamWriter(path, options);
        await file.WriteAsync(config.ToJsonString().AsMemory(), cancellationToken);
        return path;
    }

    private static JsonArray Named(IEnumerable<ICluster> clusters, Func<ICluster, (string Member, JsonObject Value)> write)
    {
        var list = new JsonArray();
        foreach (var cluster in clusters)
        {
            var (member, value) = write(cluster);
            list.Add((JsonNode)new JsonObject { ["name"] = cluster.Name, [member] = value });
        }

        return list;
    }
}
