using k8s;
using k8s.Models;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Replaces pods of a replica set that no Deployment rolls: they are deleted, one after another, and the set makes new ones.</summary>
internal sealed class ReplicaSetPods(IKubernetes client, string @namespace, string name)
{
    /// <summary>Deletes the pods. With <paramref name="wait"/>, each once the set has recovered from the one before, and returns when all are replaced.</summary>
    public async Task ReplaceAsync(IReadOnlyList<V1Pod> pods, bool wait, Action<string> seen, CancellationToken cancellationToken)
    {
        var replaced = 0;
        foreach (var pod in pods)
        {
            await ProbePod.DeleteAsync(client, @namespace, pod.Metadata.Name, cancellationToken, grace: null).ConfigureAwait(false);
            if (wait)
            {
                await WaitUntilWholeAsync(text => seen($"{replaced} of {pods.Count} pods replaced; {text}"), cancellationToken).ConfigureAwait(false);
            }

            replaced++;
        }
    }

    /// <summary>Counts the pods themselves: the set's own status may still count the one that was just deleted.</summary>
    private async Task WaitUntilWholeAsync(Action<string> seen, CancellationToken cancellationToken)
    {
        var pause = Waiting.Backoff.ForKubernetes();
        while (true)
        {
            var set = await client.AppsV1.ReadNamespacedReplicaSetAsync(name, @namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
            var selector = string.Join(',', (set.Spec.Selector.MatchLabels ?? new Dictionary<string, string>()).Select(label => $"{label.Key}={label.Value}"));
            var pods = await client.CoreV1.ListNamespacedPodAsync(@namespace, labelSelector: selector, cancellationToken: cancellationToken).ConfigureAwait(false);
            var ready = pods.Items.Count(pod => IsOf(set, pod) && IsReady(pod));
            seen($"{ready} of {set.Spec.Replicas ?? 1} are ready");
            if (ready >= (set.Spec.Replicas ?? 1))
            {
                return;
            }

            await pause.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsOf(V1ReplicaSet set, V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null && pod.Metadata.OwnerReferences?.Any(owner => owner.Uid == set.Metadata.Uid) == true;

    private static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true;
}
