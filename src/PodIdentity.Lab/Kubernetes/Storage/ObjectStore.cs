using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace PodIdentity.Lab.Kubernetes.Storage;

/// <summary>
/// Objects are kept as immutable <see cref="JsonElement"/>s: a copy out is a new <see cref="JsonObject"/> over the same element,
/// which costs nothing until somebody changes it. So lists and events of thousands of objects stay cheap.
/// </summary>
internal sealed class ObjectStore(LabClock clock) : IObjectStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Collection> _collections = new(StringComparer.Ordinal);
    private long _version = 1;

    public long Version
    {
        get
        {
            lock (_lock)
                return _version;
        }
    }

    public JsonObject? Get(string resource, string? @namespace, string name)
    {
        lock (_lock)
            return CollectionOf(resource).Find(@namespace, name) is { } element ? Copy(element) : null;
    }

    public IReadOnlyList<JsonObject> List(string resource, string? @namespace = null) => Snapshot(resource, @namespace).Items;

    public StoreSnapshot Snapshot(string resource, string? @namespace = null)
    {
        List<JsonElement> elements;
        long version;
        lock (_lock)
        {
            elements = [.. CollectionOf(resource).All(@namespace)];
            version = _version;
        }
        return new StoreSnapshot([.. elements.Select(Copy)], version);
    }

    public JsonObject Create(string resource, JsonObject value)
    {
        var added = (JsonObject)value.DeepClone();
        var metadata = added.Child("metadata");
        var (@namespace, name) = (added.Namespace(), added.Name());
        lock (_lock)
        {
            var collection = CollectionOf(resource);
            if (collection.Find(@namespace, name) is not null)
                throw AlreadyExists(added, resource, name);

            metadata.Default("uid", Guid.NewGuid().ToString());
            metadata.Default("creationTimestamp", clock.Timestamp());
            if (HasGeneration(added))
                metadata["generation"] = 1;
            var element = Seal(added, ++_version);
            collection.Put(@namespace, name, element);
            collection.Publish("ADDED", element, null, _version);
            return Copy(element);
        }
    }

    public JsonObject? Update(string resource, string? @namespace, string name, Action<JsonObject> change)
    {
        lock (_lock)
        {
            var collection = CollectionOf(resource);
            if (collection.Find(@namespace, name) is not { } before)
                return null;

            var after = Copy(before);
            change(after);
            RaiseGeneration(before, after);
            // As in etcd: a write that changes nothing is not a write.
            if (JsonNode.DeepEquals(Copy(before), after))
                return after;

            var element = Seal(after, ++_version);
            collection.Put(@namespace, name, element);
            collection.Publish("MODIFIED", element, before, _version);
            return Copy(element);
        }
    }

    public bool Remove(string resource, string? @namespace, string name)
    {
        lock (_lock)
        {
            var collection = CollectionOf(resource);
            if (!collection.Take(@namespace, name, out var before))
                return false;
            collection.Publish("DELETED", Seal(Copy(before), ++_version), before, _version);
            return true;
        }
    }

    public ChannelReader<StoreEvent> Watch(string resource, long? afterVersion, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var collection = CollectionOf(resource);
            var watcher = new Watcher();
            if (afterVersion is { } version && !collection.Replay(watcher, version))
            {
                watcher.End(new KubernetesException(410, "Expired", $"too old resource version: {version} ({collection.OldestKnown})"));
                return watcher.Reader;
            }
            collection.Watchers.Add(watcher);
            // Disposed with the token's source, which lives as long as the watch.
            cancellationToken.Register(() => Leave(collection, watcher));
            return watcher.Reader;
        }
    }

    private void Leave(Collection collection, Watcher watcher)
    {
        lock (_lock)
            collection.Watchers.Remove(watcher);
        watcher.End(null);
    }

    private Collection CollectionOf(string resource)
    {
        if (!_collections.TryGetValue(resource, out var collection))
            _collections[resource] = collection = new Collection();
        return collection;
    }

    internal static JsonObject Copy(JsonElement element) => JsonObject.Create(element)!;

    private static JsonElement Seal(JsonObject value, long version)
    {
        value.Child("metadata")["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return JsonSerializer.SerializeToElement<JsonNode>(value);
    }

    /// <summary>Only what has a controller or a specification of its own outside the core group carries a generation.</summary>
    private static bool HasGeneration(JsonObject value) => value.Text("apiVersion")?.Contains('/') == true;

    private static void RaiseGeneration(JsonElement before, JsonObject after)
    {
        var old = Copy(before);
        if (old.Number("metadata", "generation") is not { } generation)
            return;
        var changed = !JsonNode.DeepEquals(old.At("spec"), after.At("spec"));
        after.Child("metadata")["generation"] = changed ? generation + 1 : generation;
    }

    private static KubernetesException AlreadyExists(JsonObject value, string resource, string name)
    {
        var apiVersion = value.Text("apiVersion") ?? "v1";
        var group = apiVersion.Contains('/') ? apiVersion[..apiVersion.IndexOf('/')] : "";
        var details = new JsonObject { ["name"] = name, ["kind"] = resource };
        if (group.Length > 0)
            details["group"] = group;
        var qualified = group.Length > 0 ? $"{resource}.{group}" : resource;
        return new KubernetesException(409, "AlreadyExists", $"{qualified} \"{name}\" already exists") { Details = details };
    }
}
