using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Keeps one pod on every node that a daemon set should run on.</summary>
internal sealed class DaemonSetController(ControlLoop loop, Creating creating, EventRecorder events)
    : WorkloadController(loop, "daemonsets", "DaemonSet", "pods", creating, events)
{
    private const string RevisionLabel = "controller-revision-hash";

    private static readonly string[] ToleratedTaints = ["not-ready", "unreachable", "disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"];

    public override void Observe(string resource, JsonObject value, JsonObject? previous, bool deleted)
    {
        base.Observe(resource, value, previous, deleted);
        if (resource != "nodes") return;
        foreach (var set in View.List("daemonsets")) Enqueue(ClusterView.Key(set));
    }

    protected override void Reconcile(string key, JsonObject owner)
    {
        var revision = PodTemplate.Hash(owner.At("spec", "template"));
        var nodes = View.List("nodes").Where(node => NodeFit.Fits(TemplatePod(owner, node.Name(), revision), node)).ToList();
        var wanted = nodes.Select(node => node.Name()).ToHashSet();
        var pods = View.OwnedBy(owner.Uid(), "pods").ToLookup(TargetNode);

        foreach (var misplaced in pods.Where(group => !wanted.Contains(group.Key)).SelectMany(group => group).Where(pod => !pod.IsDeleting()))
            DeletePod(owner, misplaced);

        foreach (var name in wanted)
        {
            foreach (var ended in pods[name].Where(pod => pod.Text("status", "phase") is "Failed" or "Succeeded")) DeletePod(owner, ended);
            if (pods[name].Any()) continue;
            var pod = TemplatePod(owner, name, revision);
            pod.Child("metadata")["name"] = $"{owner.Name()}-{PodTemplate.RandomSuffix()}";
            if (!CreatePod(owner, pod)) break;
        }

        if (owner.Text("spec", "updateStrategy", "type") != "OnDelete") ReplaceOutdated(owner, wanted, revision);
        WriteStatus(owner, wanted, revision);
    }

    private static JsonObject TemplatePod(JsonObject owner, string node, string revision)
    {
        var pod = PodTemplate.NewPod(owner, "apps/v1", "DaemonSet", owner.At("spec", "template")!);
        var metadata = pod.Child("metadata");
        metadata["generateName"] = owner.Name() + "-";
        metadata.Child("labels")[RevisionLabel] = revision;
        metadata.Child("labels")["pod-template-generation"] = owner.Generation().ToString(System.Globalization.CultureInfo.InvariantCulture);

        var spec = pod.Child("spec");
        var required = spec.Child("affinity").Child("nodeAffinity").Child("requiredDuringSchedulingIgnoredDuringExecution").ChildList("nodeSelectorTerms");
        if (required.Count == 0) required.Add(new JsonObject());
        foreach (var term in required.OfType<JsonObject>())
        {
            term["matchFields"] = new JsonArray(new JsonObject
            {
                ["key"] = "metadata.name",
                ["operator"] = "In",
                ["values"] = new JsonArray(node),
            });
        }

        foreach (var taint in ToleratedTaints)
        {
            spec.ChildList("tolerations").Add(new JsonObject
            {
                ["key"] = "node.kubernetes.io/" + taint,
                ["operator"] = "Exists",
                ["effect"] = taint is "not-ready" or "unreachable" ? "NoExecute" : "NoSchedule",
            });
        }

        return pod;
    }

    private static string TargetNode(JsonObject pod) =>
        pod.Text("spec", "nodeName")
        ?? pod.Items("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
            .SelectMany(term => term.Items("matchFields"))
            .Select(field => (field.At("values") as JsonArray)?[0].Text())
            .FirstOrDefault() ?? "";

    private void ReplaceOutdated(JsonObject owner, HashSet<string> nodes, string revision)
    {
        var pods = ActivePods(owner);
        var allowed = PodTemplate.Share(owner.At("spec", "updateStrategy", "rollingUpdate", "maxUnavailable"), nodes.Count, 1, roundUp: true);
        var budget = allowed - (nodes.Count - pods.Count(IsReady));
        foreach (var pod in pods.Where(pod => pod.Label(RevisionLabel) != revision).OrderBy(IsReady))
        {
            // One that is not ready costs nothing to replace.
            if (IsReady(pod) && budget-- <= 0) break;
            DeletePod(owner, pod);
        }
    }

    private void WriteStatus(JsonObject owner, HashSet<string> nodes, string revision)
    {
        var pods = ActivePods(owner);
        var placed = pods.Where(pod => nodes.Contains(TargetNode(pod))).ToList();
        var ready = placed.Count(IsReady);
        WriteStatus(owner, status =>
        {
            status["currentNumberScheduled"] = placed.Count;
            status["desiredNumberScheduled"] = nodes.Count;
            status["numberMisscheduled"] = pods.Count - placed.Count;
            status["numberReady"] = ready;
            status["numberAvailable"] = ready;
            status["numberUnavailable"] = nodes.Count - ready;
            status["updatedNumberScheduled"] = placed.Count(pod => pod.Label(RevisionLabel) == revision);
        });
    }
}
