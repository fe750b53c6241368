using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Keeps as many pods as a replica set asks for.</summary>
internal sealed class ReplicaSetController(ControlLoop loop, Creating creating, EventRecorder events)
    : WorkloadController(loop, "replicasets", "ReplicaSet", "pods", creating, events)
{
    protected override void Reconcile(string key, JsonObject owner)
    {
        var pods = ActivePods(owner);
        var missing = Desired(owner) - pods.Count;
        for (var i = 0; i < missing; i++)
        {
            var pod = PodTemplate.NewPod(owner, "apps/v1", Kind, owner.At("spec", "template")!);
            pod.Child("metadata")["generateName"] = owner.Name() + "-";
            pod.Child("metadata")["name"] = $"{owner.Name()}-{PodTemplate.RandomSuffix()}";
            if (!CreatePod(owner, pod)) break;
        }

        // What does the least goes first: unscheduled, then not ready, then the youngest.
        foreach (var pod in pods
            .OrderBy(pod => pod.Text("spec", "nodeName") is not null)
            .ThenBy(IsReady)
            .ThenByDescending(pod => pod.Text("metadata", "creationTimestamp"), StringComparer.Ordinal)
            .Take(Math.Max(0, -missing)))
        {
            DeletePod(owner, pod);
        }

        var present = ActivePods(owner);
        WriteStatus(owner, status =>
        {
            var ready = present.Count(IsReady);
            status["replicas"] = present.Count;
            status["fullyLabeledReplicas"] = present.Count;
            status["readyReplicas"] = ready;
            status["availableReplicas"] = ready;
        });
    }
}
