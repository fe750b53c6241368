using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api.Objects;
using PodIdentity.Lab.Kubernetes.Pods;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>Creation: decode, default, admit, validate, store. A dry run goes the same way and stores nothing.</summary>
internal sealed class Creating(IObjectStore store, IPodAdmission admission, LabClock clock)
{
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";

    private static readonly string[] ServerFields =
    [
        "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
        "generation", "resourceVersion", "selfLink", "namespace", "managedFields",
    ];

    public IResult Create(ResourceType type, ApiRequest request, HttpContext http, byte[] body)
    {
        if (request.Name is not null)
            throw ApiErrors.MethodNotAllowed();
        if (type.Namespaced && request.Namespace is null)
            throw ApiErrors.BadRequest("an empty namespace may not be set during creation");
        var value = RequestBody.ReadObject(http, body, type.Kind, type.ApiVersion);
        var created = Create(type, value, request.Namespace, request.DryRun);
        return new JsonResponse(Representation.Of(type, http.Request, clock.GetUtcNow()).One(created), 201);
    }

    /// <summary>Throws <see cref="KubernetesException"/> for whatever is wrong with the object.</summary>
    public JsonObject Create(ResourceType type, JsonObject value, string? @namespace, bool dryRun)
    {
        Place(type, value, @namespace);
        Name(value);
        value.Remove("status");
        var home = @namespace is null ? null : FindNamespace(type, value, @namespace);

        Defaults.Apply(type, value);
        if (type == ResourceType.Pods)
            value = AdmitPod(value, home, @namespace!, dryRun);
        Validation.Check(type, value);

        if (dryRun)
            return Pretend(type, value);
        var created = store.Create(type.Plural, value);
        if (type == ResourceType.Namespaces)
            store.Create(ResourceType.ServiceAccounts.Plural, SeedObjects.ServiceAccount(created.Name(), "default"));
        return created;
    }

    private JsonObject AdmitPod(JsonObject pod, JsonObject? home, string @namespace, bool dryRun)
    {
        pod = admission.Admit(pod, @namespace, dryRun);
        // What admission added needs its defaults too.
        PodDefaults.ApplyAtAdmission(pod.Child("spec"));
        Defaults.Apply(ResourceType.Pods, pod);
        PodSecurity.Check(home, pod);
        PodQuota.Check(store, pod);
        return pod;
    }

    /// <summary>The object's namespace is that of the path, and a server sets the rest of its own metadata itself.</summary>
    private static void Place(ResourceType type, JsonObject value, string? @namespace)
    {
        var metadata = value.Child("metadata");
        if (type.Namespaced && metadata.Text("namespace") is { Length: > 0 } given && given != @namespace)
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (metadata.Text("resourceVersion") is { Length: > 0 } and not "0")
            throw ApiErrors.BadRequest("resourceVersion should not be set on objects to be created");
        foreach (var field in ServerFields)
            metadata.Remove(field);
        if (type.Namespaced)
            metadata["namespace"] = @namespace;
    }

    private static void Name(JsonObject value)
    {
        var metadata = value.Child("metadata");
        if (value.Name().Length > 0 || metadata.Text("generateName") is not { Length: > 0 } prefix)
            return;
        // As the real server: 63 letters in all, five of them random.
        metadata["name"] = prefix[..Math.Min(prefix.Length, 58)] + RandomNumberGenerator.GetString(SuffixLetters, 5);
    }

    private JsonObject FindNamespace(ResourceType type, JsonObject value, string name)
    {
        var home = store.Get(ResourceType.Namespaces.Plural, null, name) ?? throw ApiErrors.NotFound(ResourceType.Namespaces, name);
        if (home.Text("metadata", "deletionTimestamp") is null)
            return home;
        throw ApiErrors.Forbidden(type, value.Name(), $"unable to create new content in namespace {name} because it is being terminated");
    }

    private JsonObject Pretend(ResourceType type, JsonObject value)
    {
        if (store.Get(type.Plural, value.Namespace(), value.Name()) is not null)
            throw ApiErrors.AlreadyExists(type, value.Name());
        var metadata = value.Child("metadata");
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = clock.Timestamp();
        if (type.Group.Length > 0)
            metadata["generation"] = 1;
        return value;
    }
}
