using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>
/// As much OpenAPI v3 as makes kubectl leave validation to the server: every kind, and that its operations take
/// <c>fieldValidation</c> and <c>dryRun</c>. Schemas are open; <see cref="Objects.KindSchema"/> is the real one.
/// </summary>
internal static class OpenApi
{
    private static readonly string[] Operations = ["post", "put", "patch", "delete"];

    public static JsonObject? Find(string path)
    {
        const string root = "/openapi/v3";
        if (path is root or root + "/")
            return Index();
        return ResourceType.Catalogue.FirstOrDefault(type => path == $"{root}/{PathOf(type)}") is { } first ? Document(first.Group) : null;
    }

    private static string PathOf(ResourceType type) => type.Group.Length == 0 ? $"api/{ResourceType.Version}" : $"apis/{type.ApiVersion}";

    private static JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var path in ResourceType.Catalogue.Select(PathOf).Distinct())
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash=1" };
        return new JsonObject { ["paths"] = paths };
    }

    private static JsonObject Document(string group)
    {
        var (paths, schemas) = (new JsonObject(), new JsonObject());
        foreach (var type in ResourceType.Catalogue.Where(type => type.Group == group))
        {
            var operations = new JsonObject();
            foreach (var operation in Operations)
                operations[operation] = Operation(type);
            paths[$"/{PathOf(type)}/{(type.Namespaced ? "namespaces/{namespace}/" : "")}{type.Plural}/{{name}}"] = operations;
            schemas[$"io.k8s.api.{(group.Length == 0 ? "core" : group.Split('.')[0])}.v1.{type.Kind}"] = new JsonObject
            {
                ["type"] = "object",
                ["x-kubernetes-group-version-kind"] = new JsonArray(Kind(type)),
            };
        }
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static JsonObject Operation(ResourceType type) => new()
    {
        ["parameters"] = new JsonArray(Parameter("dryRun"), Parameter("fieldManager"), Parameter("fieldValidation")),
        ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
        ["x-kubernetes-group-version-kind"] = Kind(type),
    };

    private static JsonObject Parameter(string name) => new()
    {
        ["name"] = name,
        ["in"] = "query",
        ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
    };

    private static JsonObject Kind(ResourceType type) =>
        new() { ["group"] = type.Group, ["kind"] = type.Kind, ["version"] = ResourceType.Version };
}
