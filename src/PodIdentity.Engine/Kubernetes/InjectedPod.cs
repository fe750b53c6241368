using k8s.Models;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Reading from a pod what the pod identity webhook gave it.</summary>
internal static class InjectedPod
{
    public const string TokenVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

    private const string SkipContainers = "eks.amazonaws.com/skip-containers";
    private const string SkipPod = "eks.amazonaws.com/skip-pod-identity-webhook";

    /// <summary>Whether a pod made today would differ: it lacks the variables, or was made before the association was as it is now.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="since">When the association was created or last changed.</param>
    public static bool IsStale(V1Pod pod, DateTime since) => !OptsOut(pod) && (LacksVariables(pod) || IsOlder(pod, since));

    /// <summary>Whether a container that the webhook would give the variables to has none of them.</summary>
    public static bool LacksVariables(V1Pod pod)
    {
        var skipped = SkippedContainers(pod);
        // A container that brings one of the two itself is given neither.
        return Containers(pod).Any(container => !skipped.Contains(container.Name) && !HasVariable(container));
    }

    /// <summary>The containers that the webhook looks at.</summary>
    public static IEnumerable<V1Container> Containers(V1Pod pod) => pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []);

    /// <summary>Whether a container has a variable by which SDKs find the agent.</summary>
    public static bool HasVariable(V1Container container) => container.Env?.Any(e => e.Name is Effectiveness.InjectedVariable or TokenVariable) == true;

    /// <summary>The containers that the pod's annotation opts out.</summary>
    public static IReadOnlyList<string> SkippedContainers(V1Pod pod) => (pod.Metadata.Annotations?.TryGetValue(SkipContainers, out var names) == true ? names : "")
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether the pod's label opts it out as a whole.</summary>
    public static bool OptsOut(V1Pod pod) => pod.Metadata.Labels?.ContainsKey(SkipPod) == true;

    /// <summary>Whether the pod was made before. The cluster's times have whole seconds: a pod of the same second is taken for the younger.</summary>
    public static bool IsOlder(V1Pod pod, DateTime since) =>
        pod.Metadata.CreationTimestamp is { } created && created.ToUniversalTime() < since.AddTicks(-(since.Ticks % TimeSpan.TicksPerSecond));
}
