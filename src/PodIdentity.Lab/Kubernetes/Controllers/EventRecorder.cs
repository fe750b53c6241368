using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Events of objects, for <c>kubectl describe</c> and <c>kubectl get events</c>. Only the newest are kept.</summary>
internal sealed class EventRecorder(IObjectStore store, TimeProvider clock)
{
    private const int Kept = 1000;

    private readonly Queue<(string Namespace, string Name)> _recorded = new();
    private long _count = DateTime.UtcNow.Ticks;

    public void Record(JsonObject about, string kind, string type, string reason, string message, string component = "")
    {
        var @namespace = about.Namespace() ?? "default";
        var name = $"{about.Name()}.{Interlocked.Increment(ref _count):x}";
        var now = clock.Timestamp();
        if (component.Length == 0) component = char.ToLowerInvariant(kind[0]) + kind[1..] + "-controller";
        store.Create("events", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
            ["involvedObject"] = new JsonObject
            {
                ["kind"] = kind,
                ["namespace"] = @namespace,
                ["name"] = about.Name(),
                ["uid"] = about.Uid(),
                ["apiVersion"] = kind == "Pod" ? "v1" : "apps/v1",
                ["resourceVersion"] = about.Text("metadata", "resourceVersion"),
            },
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = component },
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["count"] = 1,
            ["type"] = type,
            ["reportingComponent"] = component,
            ["reportingInstance"] = "",
        });

        // Scheduler, controllers and pods record at the same time.
        lock (_recorded)
        {
            _recorded.Enqueue((@namespace, name));
            while (_recorded.Count > Kept)
            {
                var oldest = _recorded.Dequeue();
                store.Remove("events", oldest.Namespace, oldest.Name);
            }
        }
    }
}
