using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>A controller whose objects own others and are reconciled when those change.</summary>
internal abstract class WorkloadController(ControlLoop loop, string resource, string kind, string ownedResource, Creating creating, EventRecorder events)
    : Controller(loop)
{
    private readonly Dictionary<string, string> _keyByUid = [];
    private readonly HashSet<string> _refused = [];

    protected string Resource { get; } = resource;

    protected string Kind { get; } = kind;

    public override void Observe(string resource, JsonObject value, JsonObject? previous, bool deleted)
    {
        if (resource == Resource)
        {
            var key = ClusterView.Key(value);
            if (deleted)
            {
                _keyByUid.Remove(value.Uid());
                _refused.Remove(key);
                return;
            }

            _keyByUid[value.Uid()] = key;
            Enqueue(key);
        }
        else if (resource == ownedResource && value.ControllerUid() is { } owner && _keyByUid.TryGetValue(owner, out var ownerKey))
        {
            Enqueue(ownerKey);
        }
        else if (resource == "serviceaccounts" && !deleted)
        {
            foreach (var refused in _refused.Where(key => key.StartsWith(value.Namespace() + "/", StringComparison.Ordinal)).ToList())
                Enqueue(refused);
        }
    }

    protected sealed override void Reconcile(string key)
    {
        if (View.Get(Resource, key) is { } owner && !owner.IsDeleting()) Reconcile(key, owner);
    }

    protected abstract void Reconcile(string key, JsonObject owner);

    protected IEnumerable<JsonObject> Owned(JsonObject owner) => View.OwnedBy(owner.Uid(), ownedResource);

    /// <summary>Owned pods that still do their work.</summary>
    protected List<JsonObject> ActivePods(JsonObject owner) =>
        [.. View.OwnedBy(owner.Uid(), "pods").Where(pod => !pod.IsDeleting() && pod.Text("status", "phase") is not ("Succeeded" or "Failed"))];

    /// <summary>Creates a pod through the API server's own way: defaults, admission, validation. A refusal is noted as an event and tried again when a service account appears.</summary>
    protected bool CreatePod(JsonObject owner, JsonObject pod)
    {
        var key = ClusterView.Key(owner);
        try
        {
            var created = creating.Create(ResourceType.Pods, pod, owner.Namespace(), dryRun: false);
            View.Remember("pods", created);
            events.Record(owner, Kind, "Normal", "SuccessfulCreate", $"Created pod: {created.Name()}");
            _refused.Remove(key);
            return true;
        }
        catch (KubernetesException refusal)
        {
            if (_refused.Add(key)) events.Record(owner, Kind, "Warning", "FailedCreate", $"Error creating: {refusal.Message}");
            return false;
        }
    }

    protected void DeletePod(JsonObject owner, JsonObject pod)
    {
        View.DeletePod(pod, Loop.Clock);
        events.Record(owner, Kind, "Normal", "SuccessfulDelete", $"Deleted pod: {pod.Name()}");
    }

    protected void WriteStatus(JsonObject owner, Action<JsonObject> change) =>
        View.Update(Resource, owner, value =>
        {
            var status = value.Child("status");
            status["observedGeneration"] = owner.Generation();
            change(status);
        });

    protected static bool IsReady(JsonObject pod) => pod.ConditionIsTrue("Ready");

    protected static int Desired(JsonObject owner) => (int)(owner.Number("spec", "replicas") ?? 1);
}
