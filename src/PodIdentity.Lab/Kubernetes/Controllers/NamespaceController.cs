using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Empties a namespace that is being deleted, and gives a living one its <c>default</c> service account back.</summary>
internal sealed class NamespaceController(ControlLoop loop) : Controller(loop)
{
    private static readonly string[] Contents = ["deployments", "daemonsets", "statefulsets", "replicasets", "pods", "serviceaccounts", "resourcequotas", "networkpolicies"];

    public override void Observe(string resource, JsonObject value, JsonObject? previous, bool deleted)
    {
        if (resource == "namespaces" && value.IsDeleting() && !deleted) Enqueue(value.Name());
        else if (deleted && value.Namespace() is { } @namespace) Enqueue(@namespace);
    }

    protected override void Reconcile(string key)
    {
        if (View.Get("namespaces", ClusterView.Key(null, key)) is not { } value) return;
        if (value.IsDeleting()) Empty(value);
        else if (View.Get("serviceaccounts", ClusterView.Key(key, "default")) is null) View.Create("serviceaccounts", SeedObjects.ServiceAccount(key, "default"));
    }

    private void Empty(JsonObject value)
    {
        var left = false;
        foreach (var resource in Contents)
        {
            foreach (var content in View.List(resource).Where(content => content.Namespace() == value.Name()).ToList())
            {
                left = true;
                if (resource == "pods") View.DeletePod(content, Loop.Clock);
                else View.Remove(resource, content);
            }
        }

        if (!left) View.Remove("namespaces", value);
    }
}
