using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Deletes what a deleted object owned; ends objects that wait for their dependents.</summary>
internal sealed class GarbageCollector(ControlLoop loop) : Controller(loop)
{
    private static readonly string[] Collected = ["pods", "replicasets", "daemonsets", "deployments", "statefulsets"];

    public override void Observe(string resource, JsonObject value, JsonObject? previous, bool deleted)
    {
        if (!Collected.Contains(resource)) return;
        if (deleted)
        {
            foreach (var (dependentResource, key) in View.DependentsOf(value.Uid())) Delete(dependentResource, key);
            foreach (var owner in value.Items("metadata", "ownerReferences")) Enqueue(owner.Text("uid")!);
        }
        else if (value.IsDeleting() && resource != "pods")
        {
            Enqueue(value.Uid());
        }
    }

    /// <summary>The key is a uid: that of an object which waits for its dependents.</summary>
    protected override void Reconcile(string key)
    {
        foreach (var resource in Collected)
        {
            var owner = resource == "pods" ? null : View.List(resource).FirstOrDefault(value => value.Uid() == key && value.IsDeleting());
            if (owner is not null) Finish(resource, owner);
        }
    }

    private void Finish(string resource, JsonObject owner)
    {
        var finalizers = (owner.At("metadata", "finalizers") as JsonArray)?.Select(value => value.Text()).ToList() ?? [];
        var dependents = View.DependentsOf(owner.Uid());
        if (finalizers.Contains("orphan"))
        {
            foreach (var (dependentResource, key) in dependents) Orphan(dependentResource, key, owner.Uid());
        }
        else if (dependents.Count > 0)
        {
            foreach (var (dependentResource, key) in dependents) Delete(dependentResource, key);
            return;
        }

        if (finalizers.TrueForAll(name => name is "orphan" or "foregroundDeletion")) View.Remove(resource, owner);
    }

    private void Delete(string resource, string key)
    {
        if (View.Get(resource, key) is not { } value) return;
        if (resource == "pods") View.DeletePod(value, Loop.Clock);
        else View.Remove(resource, value);
    }

    private void Orphan(string resource, string key, string ownerUid)
    {
        if (View.Get(resource, key) is not { } value) return;
        View.Update(resource, value, changed =>
        {
            var references = changed.Child("metadata").ChildList("ownerReferences");
            foreach (var reference in references.OfType<JsonObject>().Where(reference => reference.Text("uid") == ownerUid).ToList())
                references.Remove(reference);
            if (references.Count == 0) changed.Child("metadata").Remove("ownerReferences");
        });
    }
}
