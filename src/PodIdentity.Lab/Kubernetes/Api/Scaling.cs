using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api.Objects;
using PodIdentity.Lab.Kubernetes.Api.Patching;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>The scale of a workload: its number of replicas as an object of its own.</summary>
internal sealed class Scaling(IObjectStore store, Changing changing)
{
    private const string Kind = "Scale";
    private const string ApiVersion = "autoscaling/v1";

    public IResult Handle(ResourceType type, ApiRequest request, HttpContext http, byte[] body) => request.Verb switch
    {
        "get" => new JsonResponse(ScaleOf(store.Get(type.Plural, request.Namespace, request.Name!) ?? throw ApiErrors.NotFound(type, request.Name!))),
        "update" => Set(type, request, _ => RequestBody.ReadObject(http, body, Kind, ApiVersion)),
        "patch" => Set(type, request, scale =>
        {
            var patch = RequestBody.ParseObject(body, Kind);
            MergePatch.Apply(scale, patch);
            RequestBody.CheckFields(http, Kind, scale);
            return scale;
        }),
        _ => throw ApiErrors.MethodNotAllowed(),
    };

    private JsonResponse Set(ResourceType type, ApiRequest request, Func<JsonObject, JsonObject> next) =>
        new(ScaleOf(changing.Change(type, request with { Subresource = null }, workload =>
        {
            var scale = next(ScaleOf(workload));
            if (scale.Text("metadata", "resourceVersion") is { Length: > 0 } version && version != workload.Text("metadata", "resourceVersion"))
                throw ApiErrors.Conflict(type, request.Name!);
            workload.Child("spec")["replicas"] = scale.Number("spec", "replicas") ?? 0;
            return workload;
        })));

    private static JsonObject ScaleOf(JsonObject workload) => new()
    {
        ["kind"] = Kind,
        ["apiVersion"] = ApiVersion,
        ["metadata"] = new JsonObject
        {
            ["name"] = workload.Name(),
            ["namespace"] = workload.Namespace(),
            ["uid"] = workload.Uid(),
            ["resourceVersion"] = workload.Text("metadata", "resourceVersion"),
            ["creationTimestamp"] = workload.Text("metadata", "creationTimestamp"),
        },
        ["spec"] = new JsonObject { ["replicas"] = workload.Number("spec", "replicas") ?? 0 },
        ["status"] = new JsonObject
        {
            ["replicas"] = workload.Number("status", "replicas") ?? 0,
            ["selector"] = string.Join(',', workload.Map("spec", "selector", "matchLabels").Select(label => $"{label.Key}={label.Value}")),
        },
    };
}
