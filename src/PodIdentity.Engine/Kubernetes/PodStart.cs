using k8s;
using k8s.Autorest;
using k8s.Models;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Waits for a pod to run, and says why it does not.</summary>
internal sealed class PodStart(IKubernetes client, V1Pod created)
{
    // What a kubelet does not get over without somebody's help. ErrImagePull is not among them: a second attempt may do.
    private static readonly HashSet<string> Hopeless =
        ["ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CrashLoopBackOff"];

    private V1Pod _current = created;
    private string? _pullError;

    private string Target => $"{_current.Metadata.NamespaceProperty}/{_current.Metadata.Name}";

    /// <summary>Follows the pod until it is Running. Throws as soon as it is clear that it never will be.</summary>
    public static Task<V1Pod> WaitAsync(IKubernetes client, V1Pod pod, Action<string> seen, CancellationToken cancellationToken) =>
        new PodStart(client, pod).WaitAsync(seen, cancellationToken);

    /// <summary>Follows the pod until it is Running. Throws as soon as it is clear that it never will be.</summary>
    public async Task<V1Pod> WaitAsync(Action<string> seen, CancellationToken cancellationToken)
    {
        var watch = ObjectWatch.Pod(client, _current.Metadata.NamespaceProperty, _current.Metadata.Name);
        var end = await watch.UntilAsync(_current, Decide, cancellationToken).ConfigureAwait(false);
        return end switch
        {
            null => throw NotStarted("somebody deleted it"),
            { Status.Phase: "Running" } => end,
            { Status.Phase: "Failed" or "Succeeded" } => throw NotStarted($"it {end.Status.Phase.ToLowerInvariant()}: {Ended(end)}"),
            _ => throw await HopelessAsync(Waiting(end)!, cancellationToken).ConfigureAwait(false),
        };

        bool Decide(V1Pod now)
        {
            _current = now;
            var waiting = Waiting(now);
            _pullError = waiting is { Reason: "ErrImagePull", Message: { } message } ? message : _pullError;
            seen(Describe(now));
            return now.Status?.Phase is "Running" or "Failed" or "Succeeded" || (waiting is not null && Hopeless.Contains(waiting.Reason));
        }
    }

    /// <summary>The time was up: what the pod was waiting for, from its status and its events.</summary>
    public async Task<PodIdentityException> NotInTimeAsync(TimeSpan timeout)
    {
        var unscheduled = Unscheduled(_current);
        var warning = await NewestWarningAsync(unscheduled is null ? null : "FailedScheduling", CancellationToken.None).ConfigureAwait(false);
        if (unscheduled is not null)
        {
            return new(
                "PodUnschedulable", ErrorKind.ResourceUnavailable, Target,
                $"No node took pod {Target} within {timeout.TotalSeconds:0} s: {Errors.Told(warning ?? unscheduled.Message ?? "no reason given")}",
                "Give an autoscaler longer with -TimeoutSec, make room or a node without the taints that the message names, or test in a pod that runs already with -PodName.");
        }

        return Errors.TimedOut(
            "A running pod", Target, timeout, Errors.Told(warning is null ? Describe(_current) : $"{Describe(_current)} ({warning})"),
            $"Give it longer with -TimeoutSec, or see what it lacks with `kubectl get events -n {_current.Metadata.NamespaceProperty}`.");
    }

    /// <summary>What the pod is waiting for, in the cluster's words.</summary>
    private static string Describe(V1Pod pod) =>
        Waiting(pod) is { } waiting ? $"{waiting.Reason}: {waiting.Message ?? pod.Spec.Containers[0].Image}"
        : Unscheduled(pod) is { } unscheduled ? $"{unscheduled.Reason}: {unscheduled.Message}"
        : pod.Status?.Phase ?? "Pending";

    private static V1PodCondition? Unscheduled(V1Pod pod) => pod.Status?.Conditions?.FirstOrDefault(c => c is { Type: "PodScheduled", Status: "False" });

    private static V1ContainerStateWaiting? Waiting(V1Pod pod) => (pod.Status?.InitContainerStatuses ?? [])
        .Concat(pod.Status?.ContainerStatuses ?? [])
        .Select(c => c.State?.Waiting)
        .FirstOrDefault(w => w?.Reason is not null and not "ContainerCreating" and not "PodInitializing");

    private static string Ended(V1Pod pod)
    {
        var container = pod.Status.ContainerStatuses?.Select(c => c.State?.Terminated).FirstOrDefault(t => t is not null);
        var reasons = new[] { pod.Status.Reason, pod.Status.Message, container?.Reason, container?.Message }.Where(text => !string.IsNullOrEmpty(text));
        return string.Join(", ", reasons) is { Length: > 0 } told ? told : "no reason given";
    }

    private async Task<PodIdentityException> HopelessAsync(V1ContainerStateWaiting waiting, CancellationToken cancellationToken)
    {
        var image = string.Join(", ", _current.Spec.Containers.Select(c => c.Image));
        var why = waiting.Message ?? waiting.Reason;
        return waiting.Reason switch
        {
            "InvalidImageName" => new(
                "InvalidImage", ErrorKind.InvalidArgument, image, $"'{Errors.Shown(image)}' is not the name of an image: {Errors.Told(why)}",
                "Give -Image as registry/repository:tag, all in lower case but the tag."),
            "ImagePullBackOff" or "ErrImageNeverPull" => new(
                "ImagePullFailed", ErrorKind.ResourceUnavailable, image,
                $"The image of pod {Target} cannot be pulled: {Errors.Told(_pullError ?? await NewestWarningAsync("Failed", cancellationToken).ConfigureAwait(false) ?? why)}",
                "Give an image with the AWS CLI that the nodes can pull as -Image, e.g. a copy in a registry of your own; nodes without a way to the internet cannot reach public.ecr.aws."),
            _ => NotStarted($"{waiting.Reason}: {why}"),
        };
    }

    /// <summary>The newest warning of the pod's events, where they may be read; null without one.</summary>
    private async Task<string?> NewestWarningAsync(string? reason, CancellationToken cancellationToken)
    {
        try
        {
            var events = await client.CoreV1.ListNamespacedEventAsync(
                _current.Metadata.NamespaceProperty, fieldSelector: $"involvedObject.uid={_current.Metadata.Uid},type=Warning", cancellationToken: cancellationToken).ConfigureAwait(false);
            return events.Items
                .Where(e => reason is null || (e.Reason == reason && !e.Message.StartsWith("Error: ", StringComparison.Ordinal)))
                .MaxBy(e => e.LastTimestamp ?? e.EventTime ?? e.Metadata.CreationTimestamp)?.Message;
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException)
        {
            // The pod's status alone has to do.
            return null;
        }
    }

    private PodIdentityException NotStarted(string why) => new(
        "PodNotStarted",
        ErrorKind.ResourceUnavailable,
        Target,
        $"Pod {Target} did not start: {Errors.Told(why)}.",
        "Look at the namespace's events with `kubectl get events`; a probe pod's -Image must hold the AWS CLI and `sleep`.");
}
