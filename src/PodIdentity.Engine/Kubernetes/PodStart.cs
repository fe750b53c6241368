using k8s;
using k8s.Models;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Waits for a pod to run.</summary>
internal static class PodStart
{
    // What a kubelet does not get over without somebody's help.
    private static readonly HashSet<string> Hopeless =
        ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CrashLoopBackOff"];

    /// <summary>Follows the pod until it is Running. Throws <c>PodIdentity.PodNotStarted</c> as soon as it is clear that it never will be.</summary>
    public static async Task<V1Pod> WaitAsync(IKubernetes client, V1Pod pod, Action<string> seen, CancellationToken cancellationToken)
    {
        var (name, @namespace) = (pod.Metadata.Name, pod.Metadata.NamespaceProperty);
        var current = pod;
        while (true)
        {
            if (Decide(current, seen))
            {
                return current;
            }

            var watch = client.CoreV1.WatchListNamespacedPodAsync(
                @namespace,
                fieldSelector: $"metadata.name={name}",
                resourceVersion: current.Metadata.ResourceVersion,
                cancellationToken: cancellationToken);
            await foreach (var (type, changed) in watch.ConfigureAwait(false))
            {
                if (type == WatchEventType.Deleted)
                {
                    throw NotStarted(changed, "somebody deleted it");
                }

                if (type is WatchEventType.Added or WatchEventType.Modified && Decide(changed, seen))
                {
                    return changed;
                }
            }

            current = await client.CoreV1.ReadNamespacedPodAsync(name, @namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the pod is waiting for, in the cluster's words.</summary>
    public static string Describe(V1Pod pod) =>
        Waiting(pod) is { } waiting ? $"{waiting.Reason}: {waiting.Message ?? pod.Spec.Containers[0].Image}"
        : pod.Status?.Conditions?.FirstOrDefault(c => c.Type == "PodScheduled" && c.Status == "False") is { } unscheduled ? $"{unscheduled.Reason}: {unscheduled.Message}"
        : pod.Status?.Phase ?? "Pending";

    private static bool Decide(V1Pod pod, Action<string> seen)
    {
        seen(Describe(pod));
        return pod.Status?.Phase switch
        {
            "Running" => true,
            "Failed" or "Succeeded" => throw NotStarted(pod, $"it {pod.Status.Phase.ToLowerInvariant()} ({pod.Status.Reason ?? pod.Status.Message ?? "no reason given"})"),
            _ when Waiting(pod) is { } waiting && Hopeless.Contains(waiting.Reason) => throw NotStarted(pod, Describe(pod)),
            _ => false,
        };
    }

    private static V1ContainerStateWaiting? Waiting(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.Select(c => c.State?.Waiting).FirstOrDefault(w => w?.Reason is not null and not "ContainerCreating" and not "PodInitializing");

    private static PodIdentityException NotStarted(V1Pod pod, string why) => new(
        "PodNotStarted",
        ErrorKind.ResourceUnavailable,
        $"{pod.Metadata.NamespaceProperty}/{pod.Metadata.Name}",
        $"Pod {pod.Metadata.NamespaceProperty}/{pod.Metadata.Name} did not start: {Errors.Shown(why)}.",
        "Look at the namespace's events with `kubectl get events`; if nodes cannot pull the image, give one that they can with -Image.");
}
