using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>What the controllers know of the cluster: a copy kept current by watches, with the indexes they ask by, and their way to write.
/// Used from the control loop only. Objects handed out belong to the view: nobody changes them.</summary>
internal sealed class ClusterView(IObjectStore store)
{
    private readonly Dictionary<string, Dictionary<string, JsonObject>> _objects = [];
    private readonly Dictionary<string, HashSet<(string Resource, string Key)>> _byOwner = [];
    private readonly Dictionary<string, int> _podsOnNode = [];

    public static string Key(string? @namespace, string name) => $"{@namespace}/{name}";

    public static string Key(JsonObject value) => Key(value.Namespace(), value.Name());

    public JsonObject? Get(string resource, string key) => _objects.GetValueOrDefault(resource)?.GetValueOrDefault(key);

    public IReadOnlyCollection<JsonObject> List(string resource) =>
        _objects.TryGetValue(resource, out var all) ? all.Values : [];

    /// <summary>Objects of a resource with an owner reference to this uid.</summary>
    public IEnumerable<JsonObject> OwnedBy(string ownerUid, string resource) =>
        _byOwner.TryGetValue(ownerUid, out var owned)
            ? owned.Where(entry => entry.Resource == resource).Select(entry => Get(resource, entry.Key)).OfType<JsonObject>()
            : [];

    /// <summary>Every object with an owner reference to this uid.</summary>
    public IReadOnlyList<(string Resource, string Key)> DependentsOf(string ownerUid) =>
        _byOwner.TryGetValue(ownerUid, out var owned) ? [.. owned] : [];

    public int PodsOnNode(string node) => _podsOnNode.GetValueOrDefault(node);

    /// <summary>Takes what a watch reports. False when the view knew a newer state already, as after its own writes.</summary>
    public bool Apply(string resource, StoreEvent change, out JsonObject? previous)
    {
        var key = Key(change.Object);
        previous = Get(resource, key);
        if (previous is not null && previous.Version() > change.Object.Version()) return false;
        if (change.Type == "DELETED") Forget(resource, key);
        else Remember(resource, key, change.Object);
        return true;
    }

    public JsonObject Create(string resource, JsonObject value)
    {
        var created = store.Create(resource, value);
        Remember(resource, created);
        return created;
    }

    /// <summary>Notes what was just written, before the watch tells: nothing is created twice.</summary>
    public void Remember(string resource, JsonObject written) => Remember(resource, Key(written), written);

    /// <summary>Changes the object if it is still the same one; a change that changes nothing is no write.</summary>
    public JsonObject? Update(string resource, JsonObject value, Action<JsonObject> change)
    {
        var uid = value.Uid();
        var updated = store.Update(resource, value.Namespace(), value.Name(), current =>
        {
            if (current.Uid() == uid) change(current);
        });
        if (updated is null || updated.Uid() != uid) return null;
        Remember(resource, Key(updated), updated);
        return updated;
    }

    public void Remove(string resource, JsonObject value) => store.Remove(resource, value.Namespace(), value.Name());

    /// <summary>Begins the graceful end of a pod; its node does the rest.</summary>
    public void DeletePod(JsonObject pod, TimeProvider clock)
    {
        if (pod.IsDeleting()) return;
        Update("pods", pod, value =>
        {
            var grace = value.Number("spec", "terminationGracePeriodSeconds") ?? 30;
            var metadata = value.Child("metadata");
            metadata["deletionTimestamp"] = ObjectAccess.Timestamp(clock.GetUtcNow().AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
        });
    }

    private void Remember(string resource, string key, JsonObject value)
    {
        if (!_objects.TryGetValue(resource, out var all)) _objects[resource] = all = [];
        if (all.TryGetValue(key, out var known)) Index(resource, key, known, add: false);
        all[key] = value;
        Index(resource, key, value, add: true);
    }

    private void Forget(string resource, string key)
    {
        if (_objects.TryGetValue(resource, out var all) && all.Remove(key, out var known)) Index(resource, key, known, add: false);
    }

    private void Index(string resource, string key, JsonObject value, bool add)
    {
        foreach (var owner in value.Items("metadata", "ownerReferences"))
        {
            var uid = owner.Text("uid") ?? "";
            if (!_byOwner.TryGetValue(uid, out var owned)) _byOwner[uid] = owned = [];
            if (add) owned.Add((resource, key));
            else if (owned.Remove((resource, key)) && owned.Count == 0) _byOwner.Remove(uid);
        }

        if (resource == "pods" && value.Text("spec", "nodeName") is { } node)
            _podsOnNode[node] = _podsOnNode.GetValueOrDefault(node) + (add ? 1 : -1);
    }
}
