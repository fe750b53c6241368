using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api.Objects;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>
/// Deletion: pods end gracefully, namespaces are marked to be emptied, what has finalizers waits for them, others go at once.
/// What an object owned is the garbage collector's to delete or, under the <c>orphan</c> finalizer, to release.
/// </summary>
internal sealed class Deleting(IObjectStore store, LabClock clock)
{
    private static readonly string[] KeptNamespaces = ["default", "kube-system", "kube-public"];

    public IResult Delete(ResourceType type, ApiRequest request, HttpContext http, byte[] body)
    {
        var options = DeleteOptions.Read(request, http, body);
        var value = store.Get(type.Plural, request.Namespace, request.Name!) ?? throw ApiErrors.NotFound(type, request.Name!);
        options.CheckPreconditions(type, value);
        var left = options.DryRun ? value : Delete(type, value, options);
        return new JsonResponse(left ?? (type == ResourceType.Pods ? value : Success(type, value)));
    }

    public IResult DeleteCollection(ResourceType type, ApiRequest request, HttpContext http, byte[] body)
    {
        if (type.Namespaced && request.Namespace is null)
            throw ApiErrors.MethodNotAllowed();
        var options = DeleteOptions.Read(request, http, body);
        var selectors = Selectors.Parse(type, request.Query);
        var snapshot = store.Snapshot(type.Plural, request.Namespace);
        var chosen = snapshot.Items.Where(selectors.Matches).ToList();
        if (!options.DryRun)
        {
            foreach (var value in chosen)
                Delete(type, value, options);
        }
        var metadata = new JsonObject { ["resourceVersion"] = $"{snapshot.Version}" };
        return new JsonResponse(Representation.Of(type, http.Request, clock.GetUtcNow()).List(chosen, metadata));
    }

    /// <summary>A deletion that asks first; nothing in this server says no.</summary>
    public IResult Evict(ApiRequest request, HttpContext http, byte[] body)
    {
        var eviction = RequestBody.ReadObject(http, body, "Eviction", "policy/v1");
        var pod = store.Get(ResourceType.Pods.Plural, request.Namespace, request.Name!) ?? throw ApiErrors.NotFound(ResourceType.Pods, request.Name!);
        if (!request.DryRun)
            DeletePod(pod, eviction.Number("deleteOptions", "gracePeriodSeconds"));
        return new JsonResponse(new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success" }, 201);
    }

    /// <summary>Null when the object is gone, else what is left of it until controllers and nodes have done their part.</summary>
    private JsonObject? Delete(ResourceType type, JsonObject value, DeleteOptions options)
    {
        if (type == ResourceType.Pods)
            return DeletePod(value, options.GracePeriod);
        if (type == ResourceType.Namespaces)
            return DeleteNamespace(value);
        if (options.Finalizer is null && !IsFinalized(value))
        {
            store.Remove(type.Plural, value.Namespace(), value.Name());
            return null;
        }
        return store.Update(type.Plural, value.Namespace(), value.Name(), stored =>
        {
            var metadata = stored.Child("metadata");
            metadata.Default("deletionTimestamp", clock.Timestamp());
            metadata.Default("deletionGracePeriodSeconds", 0);
            var finalizers = metadata.ChildList("finalizers");
            if (options.Finalizer is { } finalizer && !finalizers.Any(item => item.Text() == finalizer))
                finalizers.Add(finalizer);
        });
    }

    /// <summary>Whether somebody wants to do something before the object goes.</summary>
    public static bool IsFinalized(JsonObject value) => value.At("metadata", "finalizers") is JsonArray { Count: > 0 };

    private JsonObject? DeletePod(JsonObject pod, long? asked)
    {
        var grace = asked ?? pod.Number("spec", "terminationGracePeriodSeconds") ?? 30;
        // Nothing runs, so there is nothing to wait for.
        if (string.IsNullOrEmpty(pod.Text("spec", "nodeName")) || pod.Text("status", "phase") is "Succeeded" or "Failed")
            grace = 0;
        if (grace <= 0)
        {
            store.Remove(ResourceType.Pods.Plural, pod.Namespace(), pod.Name());
            return null;
        }
        return store.Update(ResourceType.Pods.Plural, pod.Namespace(), pod.Name(), stored =>
        {
            var metadata = stored.Child("metadata");
            // A second deletion may only shorten the first.
            if (metadata.Number("deletionGracePeriodSeconds") is { } earlier && earlier <= grace)
                return;
            metadata["deletionTimestamp"] = ObjectAccess.Timestamp(clock.GetUtcNow().AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
        });
    }

    private JsonObject? DeleteNamespace(JsonObject value)
    {
        var name = value.Name();
        if (KeptNamespaces.Contains(name))
            throw ApiErrors.Forbidden(ResourceType.Namespaces, name, "this namespace may not be deleted");

        return store.Update(ResourceType.Namespaces.Plural, null, name, stored =>
        {
            stored.Child("metadata").Default("deletionTimestamp", clock.Timestamp());
            stored.Child("status")["phase"] = "Terminating";
        });
    }

    private static JsonObject Success(ResourceType type, JsonObject value)
    {
        var details = new JsonObject { ["name"] = value.Name() };
        if (type.Group.Length > 0)
            details["group"] = type.Group;
        details["kind"] = type.Plural;
        details["uid"] = value.Uid();
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }
}

/// <summary>How to delete.</summary>
internal sealed record DeleteOptions(long? GracePeriod, string? Finalizer, bool DryRun, string? Uid, string? ResourceVersion)
{
    /// <summary>From the body, else the query.</summary>
    public static DeleteOptions Read(ApiRequest request, HttpContext http, byte[] body)
    {
        var options = body.Length == 0 ? [] : RequestBody.MediaType(http.Request) == ProtobufBody.MediaType
            ? ProtobufBody.Decode(body)
            : RequestBody.ParseObject(body, "DeleteOptions");
        var policy = options.Text("propagationPolicy") ?? request.Query["propagationPolicy"].ToString();
        if (policy is not ("" or "Orphan" or "Background" or "Foreground"))
        {
            throw new KubernetesException(422, "Invalid",
                $"DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"{policy}\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
        }
        var finalizer = policy == "Orphan" || options.Flag("orphanDependents") == true ? "orphan" : policy == "Foreground" ? "foregroundDeletion" : null;
        var dryRun = request.DryRun || options.At("dryRun") is JsonArray list && list.Any(item => item.Text() == "All");
        return new DeleteOptions(options.Number("gracePeriodSeconds") ?? request.Number("gracePeriodSeconds"), finalizer, dryRun,
            options.Text("preconditions", "uid"), options.Text("preconditions", "resourceVersion"));
    }

    public void CheckPreconditions(ResourceType type, JsonObject value)
    {
        if (Uid is not null && Uid != value.Uid())
            throw ApiErrors.Conflict(type, value.Name(), $"Precondition failed: UID in precondition: {Uid}, UID in object meta: {value.Uid()}");
        if (ResourceVersion is not null && ResourceVersion != value.Text("metadata", "resourceVersion"))
        {
            throw ApiErrors.Conflict(type, value.Name(),
                $"Precondition failed: ResourceVersion in precondition: {ResourceVersion}, ResourceVersion in object meta: {value.Text("metadata", "resourceVersion")}");
        }
    }
}
