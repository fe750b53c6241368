using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using PodIdentity.Lab.Kubernetes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Tests.Pods;

/// <summary>An object store without limits and errors.</summary>
internal sealed class FakeStore(LabClock clock) : IObjectStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Resource, string Key), JsonObject> _objects = [];
    private readonly List<(string Resource, ChannelWriter<StoreEvent> Events)> _watchers = [];
    private long _version;

    public long Version { get { lock (_lock) return _version; } }

    public JsonObject? Get(string resource, string? @namespace, string name)
    {
        lock (_lock) return _objects.GetValueOrDefault((resource, $"{@namespace}/{name}"))?.Copy();
    }

    public IReadOnlyList<JsonObject> List(string resource, string? @namespace = null)
    {
        lock (_lock)
        {
            return [.. _objects.Where(entry => entry.Key.Resource == resource && (@namespace is null || entry.Value.Namespace() == @namespace))
                .Select(entry => entry.Value.Copy())];
        }
    }

    public JsonObject Create(string resource, JsonObject value)
    {
        lock (_lock)
        {
            var created = value.Copy();
            var key = (resource, $"{created.Namespace()}/{created.Name()}");
            if (_objects.ContainsKey(key)) throw new KubernetesException(409, "AlreadyExists", $"{resource} \"{created.Name()}\" already exists");
            var metadata = created.Child("metadata");
            metadata["uid"] ??= Guid.NewGuid().ToString();
            metadata["creationTimestamp"] ??= clock.Timestamp();
            metadata["generation"] = 1;
            Store(key, created, "ADDED");
            return created.Copy();
        }
    }

    public JsonObject? Update(string resource, string? @namespace, string name, Action<JsonObject> change)
    {
        lock (_lock)
        {
            var key = (resource, $"{@namespace}/{name}");
            if (!_objects.TryGetValue(key, out var current)) return null;
            var changed = current.Copy();
            change(changed);
            if (JsonNode.DeepEquals(changed, current)) return changed;
            if (!JsonNode.DeepEquals(changed.At("spec"), current.At("spec"))) changed.Child("metadata")["generation"] = current.Generation() + 1;
            Store(key, changed, "MODIFIED");
            return changed.Copy();
        }
    }

    public bool Remove(string resource, string? @namespace, string name)
    {
        lock (_lock)
        {
            if (!_objects.Remove((resource, $"{@namespace}/{name}"), out var removed)) return false;
            var last = removed.Copy();
            last.Child("metadata")["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
            Publish(resource, "DELETED", last);
            return true;
        }
    }

    public ChannelReader<StoreEvent> Watch(string resource, long? afterVersion, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<StoreEvent>();
        lock (_lock)
        {
            foreach (var value in _objects.Where(entry => entry.Key.Resource == resource).Select(entry => entry.Value))
                if (long.Parse(value.Text("metadata", "resourceVersion")!, CultureInfo.InvariantCulture) > (afterVersion ?? _version))
                    channel.Writer.TryWrite(new StoreEvent("MODIFIED", value.Copy()));
            _watchers.Add((resource, channel.Writer));
        }

        cancellationToken.Register(() => channel.Writer.TryComplete());
        return channel.Reader;
    }

    private void Store((string Resource, string Key) key, JsonObject value, string type)
    {
        value.Child("metadata")["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        _objects[key] = value;
        Publish(key.Resource, type, value);
    }

    private void Publish(string resource, string type, JsonObject value)
    {
        foreach (var watcher in _watchers.Where(watcher => watcher.Resource == resource))
            watcher.Events.TryWrite(new StoreEvent(type, value.Copy()));
    }
}
