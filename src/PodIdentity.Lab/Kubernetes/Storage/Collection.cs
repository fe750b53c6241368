using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Threading.Channels;

namespace PodIdentity.Lab.Kubernetes.Storage;

/// <summary>The objects of one resource, in the order of namespace and name, with its recent events. Guarded by the store's lock.</summary>
internal sealed class Collection
{
    private const int HistoryLimit = 4_000;

    private readonly SortedDictionary<string, SortedDictionary<string, JsonElement>> _byNamespace = new(StringComparer.Ordinal);
    private readonly Queue<Change> _history = new();

    public HashSet<Watcher> Watchers { get; } = [];

    /// <summary>Events after this version are still known.</summary>
    public long OldestKnown { get; private set; }

    public JsonElement? Find(string? @namespace, string name) =>
        _byNamespace.TryGetValue(@namespace ?? "", out var names) && names.TryGetValue(name, out var element) ? element : null;

    public IEnumerable<JsonElement> All(string? @namespace)
    {
        if (@namespace is not null)
            return _byNamespace.TryGetValue(@namespace, out var names) ? names.Values : [];
        return _byNamespace.Values.SelectMany(names => names.Values);
    }

    public void Put(string? @namespace, string name, JsonElement element)
    {
        if (!_byNamespace.TryGetValue(@namespace ?? "", out var names))
            _byNamespace[@namespace ?? ""] = names = new(StringComparer.Ordinal);
        names[name] = element;
    }

    public bool Take(string? @namespace, string name, [MaybeNullWhen(false)] out JsonElement element)
    {
        element = default;
        return _byNamespace.TryGetValue(@namespace ?? "", out var names) && names.Remove(name, out element);
    }

    public void Publish(string type, JsonElement value, JsonElement? previous, long version)
    {
        var change = new Change(type, value, previous, version);
        _history.Enqueue(change);
        if (_history.Count > HistoryLimit)
            OldestKnown = _history.Dequeue().Version;
        Watchers.RemoveWhere(watcher => !watcher.Offer(change));
    }

    /// <summary>Hands a new watcher what happened after a version; false when that is no longer known.</summary>
    public bool Replay(Watcher watcher, long afterVersion)
    {
        if (afterVersion < OldestKnown)
            return false;
        foreach (var change in _history)
        {
            if (change.Version > afterVersion)
                watcher.Offer(change);
        }
        return true;
    }
}

/// <summary>Something that happened to an object.</summary>
internal readonly record struct Change(string Type, JsonElement Value, JsonElement? Previous, long Version);

/// <summary>One watch. Writers never wait for it: who falls too far behind is told to list again.</summary>
internal sealed class Watcher
{
    private readonly Channel<StoreEvent> _channel =
        Channel.CreateBounded<StoreEvent>(new BoundedChannelOptions(10_000) { SingleReader = true });

    public ChannelReader<StoreEvent> Reader => _channel.Reader;

    public bool Offer(Change change)
    {
        var previous = change.Previous is { } element ? ObjectStore.Copy(element) : null;
        if (_channel.Writer.TryWrite(new StoreEvent(change.Type, ObjectStore.Copy(change.Value), previous)))
            return true;
        End(new KubernetesException(410, "Expired", $"too old resource version: {change.Version} (the watch fell behind)"));
        return false;
    }

    public void End(Exception? error) => _channel.Writer.TryComplete(error);
}
