using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Brings objects nearer to what is wanted, one key at a time, whenever something changed that matters to it.</summary>
internal abstract class Controller(ControlLoop loop)
{
    private readonly HashSet<string> _changed = [];

    protected ControlLoop Loop { get; } = loop;

    protected ClusterView View => Loop.View;

    /// <summary>Something changed: enqueues the keys that it concerns.</summary>
    public abstract void Observe(string resource, JsonObject value, JsonObject? previous, bool deleted);

    public void ReconcileChanged()
    {
        if (_changed.Count == 0) return;
        var keys = _changed.ToArray();
        _changed.Clear();
        foreach (var key in keys) Reconcile(key);
    }

    protected void Enqueue(string key) => _changed.Add(key);

    protected abstract void Reconcile(string key);
}
