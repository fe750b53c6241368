using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>What an object owns, by the owner references of others.</summary>
internal static class Dependents
{
    private static readonly ResourceType[] Ownable = [ResourceType.ReplicaSets, ResourceType.Pods];

    /// <summary>Hands every object that has no owner but the given one to <paramref name="delete"/>.</summary>
    public static void Delete(IObjectStore store, JsonObject owner, Action<ResourceType, JsonObject> delete)
    {
        foreach (var (type, dependent) in Of(store, owner))
        {
            if (dependent.Items("metadata", "ownerReferences").All(reference => IsTo(reference, owner)))
                delete(type, dependent);
        }
    }

    /// <summary>Leaves the dependents to themselves.</summary>
    public static void Release(IObjectStore store, JsonObject owner)
    {
        foreach (var (type, dependent) in Of(store, owner))
        {
            store.Update(type.Plural, dependent.Namespace(), dependent.Name(), stored =>
            {
                var kept = stored.Items("metadata", "ownerReferences").Where(reference => !IsTo(reference, owner));
                stored.Child("metadata")["ownerReferences"] = new JsonArray([.. kept.Select(reference => reference.DeepClone())]);
            });
        }
    }

    private static List<(ResourceType Type, JsonObject Value)> Of(IObjectStore store, JsonObject owner)
    {
        // Only workloads own anything here; the scan over a namespace is not for service accounts or events.
        if (owner.Text("apiVersion")?.StartsWith("apps/", StringComparison.Ordinal) != true)
            return [];
        return [.. Ownable.SelectMany(type => store.List(type.Plural, owner.Namespace())
            .Where(value => value.Items("metadata", "ownerReferences").Any(reference => IsTo(reference, owner)))
            .Select(value => (type, value)))];
    }

    private static bool IsTo(JsonObject reference, JsonObject owner) => reference.Text("uid") == owner.Uid();
}
