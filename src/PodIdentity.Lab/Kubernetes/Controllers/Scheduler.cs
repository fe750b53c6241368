using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Gives each new pod the fitting node with the fewest pods.</summary>
internal sealed class Scheduler(ControlLoop loop, EventRecorder events) : Controller(loop)
{
    private const string Component = "default-scheduler";

    private readonly HashSet<string> _waiting = [];

    public override void Observe(string resource, JsonObject value, JsonObject? previous, bool deleted)
    {
        var key = ClusterView.Key(value);
        if (resource == "pods" && deleted)
        {
            _waiting.Remove(key);
            foreach (var waiting in _waiting) Enqueue(waiting);
        }
        else if (resource == "pods" && value.Text("spec", "nodeName") is null && !_waiting.Contains(key)) Enqueue(key);
        else if (resource == "nodes") foreach (var waiting in _waiting) Enqueue(waiting);
    }

    protected override void Reconcile(string key)
    {
        if (View.Get("pods", key) is not { } pod || pod.IsDeleting() || pod.Text("spec", "nodeName") is not null) return;
        var node = View.List("nodes")
            .Where(candidate => Refusal(pod, candidate) is null)
            .OrderBy(candidate => View.PodsOnNode(candidate.Name()))
            .ThenBy(candidate => candidate.Name(), StringComparer.Ordinal)
            .FirstOrDefault();
        if (node is null) Refuse(key, pod);
        else Bind(key, pod, node);
    }

    private void Bind(string key, JsonObject pod, JsonObject node)
    {
        _waiting.Remove(key);
        View.Update("pods", pod, value =>
        {
            value.Child("spec")["nodeName"] = node.Name();
            var status = value.Child("status");
            status["phase"] ??= "Pending";
            Conditions.Set(status, Loop.Clock, "PodScheduled", true);
        });
        events.Record(pod, "Pod", "Normal", "Scheduled", $"Successfully assigned {key} to {node.Name()}", Component);
    }

    private string? Refusal(JsonObject pod, JsonObject node) =>
        NodeFit.Refusal(pod, node)
        ?? NodeFit.Shortage(pod, node, View.List("pods").Where(other => other.Text("spec", "nodeName") == node.Name()));

    private static string Count(IEnumerable<string> reasons) =>
        string.Join(", ", reasons.GroupBy(reason => reason).Select(group => $"{group.Count()} {group.Key}").Order(StringComparer.Ordinal));

    private void Refuse(string key, JsonObject pod)
    {
        var nodes = View.List("nodes");
        var refusals = nodes.Select(node => Refusal(pod, node)).OfType<string>().ToList();
        var helpless = refusals.Select(refusal => NodeFit.IsShortage(refusal) ? "No preemption victims found for incoming pod" : "Preemption is not helpful for scheduling");
        var message = nodes.Count == 0
            ? "no nodes available to schedule pods"
            : $"0/{nodes.Count} nodes are available: {Count(refusals)}. "
                + $"preemption: 0/{nodes.Count} nodes are available: {Count(helpless)}.";
        View.Update("pods", pod, value =>
        {
            var status = value.Child("status");
            status["phase"] ??= "Pending";
            Conditions.Set(status, Loop.Clock, "PodScheduled", false, "Unschedulable", message);
        });
        if (_waiting.Add(key)) events.Record(pod, "Pod", "Warning", "FailedScheduling", message, Component);
    }
}
