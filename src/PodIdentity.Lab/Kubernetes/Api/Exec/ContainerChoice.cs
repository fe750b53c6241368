using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api.Exec;

/// <summary>Which container of a pod a request for exec or log means.</summary>
internal static class ContainerChoice
{
    public static string Choose(JsonObject pod, string asked)
    {
        var containers = NamesOf(pod, "containers");
        var initial = NamesOf(pod, "initContainers");
        if (asked.Length > 0)
        {
            return containers.Contains(asked) || initial.Contains(asked)
                ? asked
                : throw ApiErrors.BadRequest($"container {asked} is not valid for pod {pod.Name()}");
        }
        if (containers.Count == 1)
            return containers[0];
        var also = initial.Count > 0 ? $" or one of the init containers: [{string.Join(' ', initial)}]" : "";
        throw ApiErrors.BadRequest($"a container name must be specified for pod {pod.Name()}, choose one of: [{string.Join(' ', containers)}]{also}");
    }

    private static List<string> NamesOf(JsonObject pod, string list) =>
        [.. pod.Items("spec", list).Select(container => container.Text("name") ?? "")];
}
