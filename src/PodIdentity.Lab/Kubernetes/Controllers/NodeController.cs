using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Taints nodes that are not ready, and takes readiness from the pods on them. Nobody is evicted: the clock of tolerations does not run here.</summary>
internal sealed class NodeController(ControlLoop loop) : Controller(loop)
{
    private const string NotReady = "node.kubernetes.io/not-ready";
    private const string Unreachable = "node.kubernetes.io/unreachable";

    /// <summary>The taint that a node's condition asks for; null for a ready node.</summary>
    public static string? Ailment(JsonObject node) => node.Condition("Ready").Text("status") switch
    {
        "True" => null,
        "False" => NotReady,
        _ => Unreachable,
    };

    public override void Observe(string resource, JsonObject value, JsonObject? previous, bool deleted)
    {
        if (resource == "nodes" && !deleted) Enqueue(value.Name());
    }

    protected override void Reconcile(string key)
    {
        if (View.Get("nodes", ClusterView.Key(null, key)) is not { } node) return;
        var ailment = Ailment(node);
        View.Update("nodes", node, value => SetTaints(value, ailment));
        if (ailment is null) return;
        foreach (var pod in View.List("pods").Where(pod => pod.Text("spec", "nodeName") == key && pod.ConditionIsTrue("Ready")).ToList())
            View.Update("pods", pod, value => Conditions.Set(value.Child("status"), Loop.Clock, "Ready", false));
    }

    private void SetTaints(JsonObject node, string? ailment)
    {
        bool IsOurs(JsonObject taint) => taint.Text("key") is NotReady or Unreachable;
        if (ailment is null ? !node.Items("spec", "taints").Any(IsOurs) : node.Items("spec", "taints").Count(taint => taint.Text("key") == ailment) == 2) return;
        var taints = node.Items("spec", "taints").Where(taint => !IsOurs(taint)).Select(taint => taint.DeepClone()).ToList();
        if (ailment is not null)
        {
            taints.AddRange(((string[])["NoSchedule", "NoExecute"]).Select(effect =>
                new JsonObject { ["key"] = ailment, ["effect"] = effect, ["timeAdded"] = Loop.Clock.Timestamp() }));
        }

        if (taints.Count == 0) node.Child("spec").Remove("taints");
        else node.Child("spec")["taints"] = new JsonArray([.. taints]);
    }
}
