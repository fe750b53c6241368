using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Pods;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>The kubelets of all nodes: runs the pods that are bound to a node, reports their status, ends those that are deleted.</summary>
internal sealed class Kubelet(ControlLoop loop, PodRuntime runtime, EventRecorder events, TimeSpan startDelay, Func<bool> isIpv6) : Controller(loop)
{
    private readonly Dictionary<string, PodWorker> _workers = [];
    private int _addresses;

    public override void Observe(string resource, JsonObject value, JsonObject? previous, bool deleted)
    {
        if (resource == "nodes" && !deleted && value.ConditionIsTrue("Ready") && previous?.ConditionIsTrue("Ready") == false) Report(value.Name());
        if (resource != "pods") return;
        if (deleted) End(value.Uid());
        else Enqueue(ClusterView.Key(value));
    }

    protected override void Reconcile(string key)
    {
        if (View.Get("pods", key) is not { } pod) return;
        if (pod.IsDeleting()) Terminate(pod);
        else if (pod.Text("spec", "nodeName") is not null && !_workers.ContainsKey(pod.Uid()) && pod.Text("status", "phase") is null or "Pending") Begin(pod);
    }

    private void Begin(JsonObject pod)
    {
        var node = View.Get("nodes", ClusterView.Key(null, pod.Text("spec", "nodeName")!));
        if (node is null) return;
        var hostAddress = node.Items("status", "addresses").FirstOrDefault(address => address.Text("type") == "InternalIP").Text("address") ?? "192.168.0.1";
        var worker = new PodWorker(pod, node, hostAddress, pod.Flag("spec", "hostNetwork") == true ? hostAddress : NextAddress(), startDelay, runtime, Loop, events);
        _workers[pod.Uid()] = worker;
        worker.Accept();
        Loop.Follow(worker.RunAsync(startDelay));
    }

    // A node that comes back tells again what became of its pods.
    private void Report(string node)
    {
        foreach (var pod in View.List("pods").Where(pod => pod.Text("spec", "nodeName") == node).ToList())
            if (_workers.TryGetValue(pod.Uid(), out var worker)) worker.Publish();
    }

    // The pods' part of the VPC: above the nodes' own addresses.
    private string NextAddress()
    {
        var number = _addresses++;
        if (isIpv6()) return $"2600:1f18:6a2b:4c00:{64 + (number / 65000):x}::{1 + (number % 65000):x}";
        return $"192.168.{64 + (number / 250 % 128)}.{2 + (number % 250)}";
    }

    private void Terminate(JsonObject pod)
    {
        var containers = pod.Items("spec", "containers").Select(container => container.Text("name"));
        foreach (var name in _workers.ContainsKey(pod.Uid()) ? containers : [])
            events.Record(pod, "Pod", "Normal", "Killing", $"Stopping container {name}", "kubelet");
        End(pod.Uid());
        View.Remove("pods", pod);
    }

    private void End(string uid)
    {
        if (_workers.Remove(uid, out var worker)) worker.Stop();
        runtime.Forget(uid);
    }
}
