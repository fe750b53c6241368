using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace PodIdentity.Lab.Kubernetes.Storage;

/// <summary>All objects of one cluster. What goes in and comes out are copies; every write raises the resource version.</summary>
internal interface IObjectStore
{
    JsonObject? Get(string resource, string? @namespace, string name);

    /// <summary>All of a resource, in one namespace or (null) in all.</summary>
    IReadOnlyList<JsonObject> List(string resource, string? @namespace = null);

    /// <summary>As <see cref="List"/>, with the version at which it was true: a watch after it misses and repeats nothing.</summary>
    StoreSnapshot Snapshot(string resource, string? @namespace = null);

    /// <summary>Adds uid, resourceVersion and creationTimestamp. Throws <see cref="KubernetesException"/> 409 AlreadyExists.</summary>
    JsonObject Create(string resource, JsonObject value);

    /// <summary>Changes an object in place under the store's lock; metadata.generation rises when spec changed. Null when it is gone.</summary>
    JsonObject? Update(string resource, string? @namespace, string name, Action<JsonObject> change);

    /// <summary>Removes the object at once and emits DELETED. False when it was not there.</summary>
    bool Remove(string resource, string? @namespace, string name);

    /// <summary>Events of a resource after a version (null: from now on). Completed with an Expired error when the version is too old.</summary>
    ChannelReader<StoreEvent> Watch(string resource, long? afterVersion, CancellationToken cancellationToken);

    /// <summary>The newest resource version.</summary>
    long Version { get; }
}

/// <param name="Type">ADDED, MODIFIED or DELETED.</param>
/// <param name="Object">A copy, with the event's resource version.</param>
/// <param name="Previous">The object before the change; null for ADDED.</param>
internal sealed record StoreEvent(string Type, JsonObject Object, JsonObject? Previous = null);

/// <param name="Items">Copies, ordered by namespace and name.</param>
/// <param name="Version">The newest resource version at that moment.</param>
internal sealed record StoreSnapshot(IReadOnlyList<JsonObject> Items, long Version);

/// <summary>An error as a Kubernetes API server answers it: a Status object.</summary>
internal sealed class KubernetesException(int code, string reason, string message) : Exception(message)
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;

    /// <summary>The Status object's details, if any.</summary>
    public JsonObject? Details { get; init; }
}
