using k8s.Models;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>How far a rollout is, judged as <c>kubectl rollout status</c> does.</summary>
/// <param name="IsComplete">All pods are of the new template and available.</param>
/// <param name="Text">How far it is, for people.</param>
/// <param name="HasFailed">The cluster gave it up.</param>
internal sealed record RolloutState(bool IsComplete, string Text, bool HasFailed = false)
{
    private static readonly RolloutState Unseen = new(false, "the controller has not seen the change yet");
    private static readonly RolloutState Complete = new(true, "rolled out");

    public static RolloutState Of(V1Deployment deployment)
    {
        var (status, wanted) = (deployment.Status, deployment.Spec.Replicas ?? 1);
        if (status is null || (status.ObservedGeneration ?? 0) < (deployment.Metadata.Generation ?? 0))
        {
            return Unseen;
        }

        var (updated, all, available) = (status.UpdatedReplicas ?? 0, status.Replicas ?? 0, status.AvailableReplicas ?? 0);
        var failure = status.Conditions?.FirstOrDefault(c => c is { Type: "Progressing", Reason: "ProgressDeadlineExceeded" });
        return failure is not null ? new(false, $"{failure.Reason}: {failure.Message}", HasFailed: true)
            : updated < wanted ? new(false, $"{updated} of {wanted} pods are new")
            : all > updated ? new(false, $"{all - updated} old pods have yet to end")
            : available < updated ? new(false, $"{available} of {updated} new pods are available")
            : Complete;
    }

    public static RolloutState Of(V1StatefulSet set)
    {
        var (status, wanted, partition) = (set.Status, set.Spec.Replicas ?? 1, set.Spec.UpdateStrategy?.RollingUpdate?.Partition ?? 0);
        if (status is null || (status.ObservedGeneration ?? 0) == 0 || status.ObservedGeneration < (set.Metadata.Generation ?? 0))
        {
            return Unseen;
        }

        var (updated, ready) = (status.UpdatedReplicas ?? 0, status.ReadyReplicas ?? 0);
        return ready < wanted ? new(false, $"{ready} of {wanted} pods are ready")
            : partition > 0 ? (updated < wanted - partition ? new(false, $"{updated} of {wanted - partition} pods are new") : Complete)
            : status.UpdateRevision != status.CurrentRevision ? new(false, $"{updated} of {wanted} pods are new")
            : Complete;
    }

    public static RolloutState Of(V1DaemonSet set)
    {
        var status = set.Status;
        if (status is null || (status.ObservedGeneration ?? 0) < (set.Metadata.Generation ?? 0))
        {
            return Unseen;
        }

        var (updated, available, wanted) = (status.UpdatedNumberScheduled ?? 0, status.NumberAvailable ?? 0, status.DesiredNumberScheduled);
        return updated < wanted ? new(false, $"{updated} of {wanted} pods are new")
            : available < wanted ? new(false, $"{available} of {wanted} pods are available")
            : Complete;
    }
}
