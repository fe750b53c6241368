using System.Globalization;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Keeps pods with fixed names and an order: one starts when the one before it is ready; updates go from the last to the first.</summary>
internal sealed class StatefulSetController(ControlLoop loop, Creating creating, EventRecorder events)
    : WorkloadController(loop, "statefulsets", "StatefulSet", "pods", creating, events)
{
    private const string RevisionLabel = "controller-revision-hash";

    protected override void Reconcile(string key, JsonObject owner)
    {
        var revision = $"{owner.Name()}-{PodTemplate.Hash(owner.At("spec", "template"))}";
        var pods = View.OwnedBy(owner.Uid(), "pods").ToDictionary(pod => pod.Name());
        var parallel = owner.Text("spec", "podManagementPolicy") == "Parallel";

        if (Converge(owner, pods, revision, parallel)) ReplaceOutdated(owner, pods, revision);
        WriteStatus(owner, revision);
    }

    /// <summary>Creates the next missing pod, removes the last surplus one. True when all wanted pods are there and ready.</summary>
    private bool Converge(JsonObject owner, Dictionary<string, JsonObject> pods, string revision, bool parallel)
    {
        var settled = true;
        for (var ordinal = 0; ordinal < Desired(owner); ordinal++)
        {
            if (pods.TryGetValue(PodName(owner, ordinal), out var pod))
            {
                if (pod.Text("status", "phase") is "Failed" or "Succeeded") DeletePod(owner, pod);
                if (IsReady(pod) && !pod.IsDeleting()) continue;
            }
            else
            {
                CreatePod(owner, NewPod(owner, ordinal, revision));
            }

            settled = false;
            if (!parallel) return false;
        }

        var surplus = pods.Values.Where(pod => Ordinal(pod) >= Desired(owner)).OrderByDescending(Ordinal).ToList();
        foreach (var pod in parallel ? surplus : surplus.Take(1))
            if (!pod.IsDeleting()) DeletePod(owner, pod);
        return settled && surplus.Count == 0;
    }

    private void ReplaceOutdated(JsonObject owner, Dictionary<string, JsonObject> pods, string revision)
    {
        if (owner.Text("spec", "updateStrategy", "type") == "OnDelete") return;
        var partition = owner.Number("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
        var outdated = pods.Values.Where(pod => Ordinal(pod) >= partition && pod.Label(RevisionLabel) != revision);
        if (outdated.MaxBy(Ordinal) is { } last) DeletePod(owner, last);
    }

    private static string PodName(JsonObject owner, int ordinal) => $"{owner.Name()}-{ordinal.ToString(CultureInfo.InvariantCulture)}";

    private static int Ordinal(JsonObject pod) =>
        int.TryParse(pod.Label("apps.kubernetes.io/pod-index"), CultureInfo.InvariantCulture, out var ordinal) ? ordinal : 0;

    private static JsonObject NewPod(JsonObject owner, int ordinal, string revision)
    {
        var pod = PodTemplate.NewPod(owner, "apps/v1", "StatefulSet", owner.At("spec", "template")!);
        var name = PodName(owner, ordinal);
        pod.Child("metadata")["name"] = name;
        pod.Child("metadata")["generateName"] = owner.Name() + "-";
        var labels = pod.Child("metadata").Child("labels");
        labels["apps.kubernetes.io/pod-index"] = ordinal.ToString(CultureInfo.InvariantCulture);
        labels[RevisionLabel] = revision;
        labels["statefulset.kubernetes.io/pod-name"] = name;
        pod.Child("spec")["hostname"] = name;
        if (owner.Text("spec", "serviceName") is { } service) pod.Child("spec")["subdomain"] = service;
        return pod;
    }

    private void WriteStatus(JsonObject owner, string revision)
    {
        var pods = ActivePods(owner);
        var ready = pods.Count(IsReady);
        var updated = pods.Count(pod => pod.Label(RevisionLabel) == revision);
        var complete = updated == Desired(owner) && pods.Count == updated && ready == updated;
        var previous = owner.Text("status", "currentRevision") ?? revision;
        WriteStatus(owner, status =>
        {
            status["replicas"] = pods.Count;
            status["readyReplicas"] = ready;
            status["availableReplicas"] = ready;
            status["updatedReplicas"] = updated;
            status["currentReplicas"] = complete ? updated : pods.Count(pod => pod.Label(RevisionLabel) == previous);
            status["currentRevision"] = complete ? revision : previous;
            status["updateRevision"] = revision;
            status["collisionCount"] = 0;
        });
    }
}
