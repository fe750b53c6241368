using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Pods;

/// <summary>A container as the processes in it see it.</summary>
internal sealed record RunningContainer(JsonObject Pod, JsonObject Spec, IReadOnlyList<KeyValuePair<string, string>> Environment, ContainerFiles Files)
{
    public string Node => Pod.Text("spec", "nodeName") ?? "";

    public string? Variable(string name) => Environment.FirstOrDefault(variable => variable.Key == name) is { Value: { Length: > 0 } value } ? value : null;

    public string PodUid => Pod.Uid();
}
