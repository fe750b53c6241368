using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api.Objects;
using PodIdentity.Lab.Kubernetes.Api.Patching;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>Update and patch, of objects and of their status.</summary>
internal sealed class Changing(IObjectStore store, LabClock clock)
{
    private const string PatchTypes = "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json";

    private static readonly string[] ServerFields =
    [
        "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
        "generation", "resourceVersion", "selfLink", "namespace", "managedFields",
    ];

    private static readonly string[] AdmittedFields =
        ["enableServiceLinks", "preemptionPolicy", "priority", "tolerations", "nodeName", "serviceAccountName", "serviceAccount"];

    public IResult Update(ResourceType type, ApiRequest request, HttpContext http, byte[] body)
    {
        var given = RequestBody.ReadObject(http, body, type.Kind, type.ApiVersion);
        if (given.Name() != request.Name)
        {
            throw ApiErrors.BadRequest(given.Name().Length == 0
                ? "name must be provided"
                : $"the name of the object ({given.Name()}) does not match the name on the URL ({request.Name})");
        }
        if (given.Namespace() is { Length: > 0 } @namespace && @namespace != request.Namespace)
            throw ApiErrors.BadRequest($"the namespace of the object ({@namespace}) does not match the namespace on the URL ({request.Namespace})");
        return Answer(type, http, Change(type, request, before => (JsonObject)given.DeepClone()));
    }

    public IResult Patch(ResourceType type, ApiRequest request, HttpContext http, byte[] body)
    {
        var patch = RequestBody.ParseNode(body, type.Kind);
        Func<JsonObject, JsonObject> apply = RequestBody.MediaType(http.Request) switch
        {
            "application/merge-patch+json" => before => Merged(before, patch, MergePatch.Apply),
            "application/strategic-merge-patch+json" => before => Merged(before, patch, StrategicMergePatch.Apply),
            "application/json-patch+json" => before => JsonPatch.Apply(before, patch),
            _ => throw ApiErrors.UnsupportedMediaType(PatchTypes),
        };
        return Answer(type, http, Change(type, request, before =>
        {
            var after = apply(before);
            RequestBody.CheckFields(http, type.Kind, after);
            if (after.Text("kind") != type.Kind || after.Text("apiVersion") != type.ApiVersion)
                throw ApiErrors.BadRequest($"the API version or kind in the data does not match the expected {type.ApiVersion}, Kind={type.Kind}");
            if (after.Name() != request.Name)
            {
                throw ApiErrors.Invalid(type, request.Name!, [FieldCause.Invalid("metadata.name", Validation.Quote(after.Name()), "field is immutable")]);
            }
            return after;
        }));
    }

    /// <summary>Changes the stored object, or a copy in a dry run, to what <paramref name="next"/> makes of it.</summary>
    public JsonObject Change(ResourceType type, ApiRequest request, Func<JsonObject, JsonObject> next)
    {
        void Apply(JsonObject stored)
        {
            var before = (JsonObject)stored.DeepClone();
            var after = next((JsonObject)stored.DeepClone());
            Reconcile(type, request, before, after);
            Take(stored, after);
        }

        if (request.DryRun)
        {
            var copy = store.Get(type.Plural, request.Namespace, request.Name!) ?? throw ApiErrors.NotFound(type, request.Name!);
            Apply(copy);
            return copy;
        }
        var changed = store.Update(type.Plural, request.Namespace, request.Name!, Apply) ?? throw ApiErrors.NotFound(type, request.Name!);
        // The last finalizer is gone, and with it the reason why a deleted object stayed.
        if (changed.IsDeleting() && type != ResourceType.Pods && type != ResourceType.Namespaces && !Deleting.IsFinalized(changed))
            store.Remove(type.Plural, request.Namespace, request.Name!);
        return changed;
    }

    private JsonResponse Answer(ResourceType type, HttpContext http, JsonObject value) =>
        new(Representation.Of(type, http.Request, clock.GetUtcNow()).One(value));

    /// <summary>Everything between what a client wants and what a server stores.</summary>
    private static void Reconcile(ResourceType type, ApiRequest request, JsonObject before, JsonObject after)
    {
        if (after.Uid() is { Length: > 0 } uid && uid != before.Uid())
        {
            throw ApiErrors.Conflict(type, request.Name!,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Uid()}");
        }
        if (after.Text("metadata", "resourceVersion") is { Length: > 0 } version && version != before.Text("metadata", "resourceVersion"))
            throw ApiErrors.Conflict(type, request.Name!);

        KeepServerFields(before, after);
        if (request.Subresource == "status")
        {
            KeepAllBut(before, after, "status");
            return;
        }
        if (type.HasStatus)
            Keep(before, after, "status");
        Defaults.Apply(type, after);
        KeepPodDefaults(type, before, after);
        Validation.Check(type, after);
        Validation.CheckUpdate(type, before, after);
    }

    private static void KeepServerFields(JsonObject before, JsonObject after)
    {
        var (old, metadata) = (before.Child("metadata"), after.Child("metadata"));
        foreach (var field in ServerFields)
            Keep(old, metadata, field);
    }

    private static void KeepAllBut(JsonObject before, JsonObject after, string changed)
    {
        foreach (var field in before.Select(field => field.Key).Union(after.Select(field => field.Key)).ToList())
        {
            if (field != changed)
                Keep(before, after, field);
        }
    }

    /// <summary>A client that leaves out what admission set does not mean to remove it.</summary>
    private static void KeepPodDefaults(ResourceType type, JsonObject before, JsonObject after)
    {
        if (type != ResourceType.Pods)
            return;
        foreach (var field in AdmittedFields)
        {
            if (before.At("spec", field) is { } kept)
                after.Child("spec").Default(field, kept.DeepClone());
        }
    }

    private static void Keep(JsonObject before, JsonObject after, string field)
    {
        if (before[field] is { } kept)
            after[field] = kept.DeepClone();
        else
            after.Remove(field);
    }

    private static JsonObject Merged(JsonObject before, JsonNode? patch, Action<JsonObject, JsonObject> apply)
    {
        apply(before, patch as JsonObject ?? throw ApiErrors.BadRequest("json: cannot unmarshal non-object into Go value of type map[string]interface {}"));
        return before;
    }

    private static void Take(JsonObject stored, JsonObject after)
    {
        stored.Clear();
        foreach (var (name, value) in after)
            stored[name] = value?.DeepClone();
    }
}
