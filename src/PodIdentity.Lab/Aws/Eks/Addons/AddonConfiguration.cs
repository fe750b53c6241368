using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Aws.Eks.Addons;

/// <summary>The configuration schemas of add-ons, and the check of configuration values against them.</summary>
internal static class AddonConfiguration
{
    private const string AgentSchema = """
        {"$ref":"#/definitions/EksPodIdentityAgent","$schema":"http://json-schema.org/draft-06/schema#","definitions":{
        "EksPodIdentityAgent":{"title":"EksPodIdentityAgent","type":"object","additionalProperties":false,"properties":{
        "affinity":{"type":["object","null"]},"agent":{"$ref":"#/definitions/Agent"},"daemonsets":{"$ref":"#/definitions/Daemonsets"},
        "podAnnotations":{"type":["object","null"]},"podLabels":{"type":["object","null"]},"priorityClassName":{"type":["string","null"]},
        "resources":{"type":["object","null"]},"tolerations":{"type":["array","null"]},"updateStrategy":{"type":["object","null"]}}},
        "Agent":{"title":"Agent","type":"object","additionalProperties":false,"properties":{"additionalArgs":{"type":["object","null"]}}},
        "Daemonset":{"title":"Daemonset","type":"object","additionalProperties":false,"properties":{"create":{"type":"boolean"}}},
        "Daemonsets":{"title":"Daemonsets","type":"object","additionalProperties":false,"properties":{
        "hybrid":{"$ref":"#/definitions/Daemonset"},"hybrid-bottlerocket":{"$ref":"#/definitions/Daemonset"}}}}}
        """;

    private const string OpenSchema = """{"$schema":"http://json-schema.org/draft-06/schema#","type":"object"}""";

    public static string SchemaOf(AddonProduct product) => product.IsAgent ? AgentSchema.ReplaceLineEndings("") : OpenSchema;

    /// <summary>What is wrong with the values, as the service words it; null when they fit.</summary>
    public static string? Fault(AddonProduct product, string values)
    {
        try
        {
            var schema = JsonNode.Parse(SchemaOf(product))!;
            var value = JsonNode.Parse(values, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Fault(schema, schema, value, "$");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "$: string found, object expected";
        }
    }

    /// <summary>As much of JSON schema as the schemas above use.</summary>
    private static string? Fault(JsonNode root, JsonNode schema, JsonNode? value, string path)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
            return Fault(root, root["definitions"]![reference["#/definitions/".Length..]]!, value, path);
        if (TypeFault(schema["type"], value) is { } fault)
            return $"{path}: {fault}";
        if (value is not JsonObject members || schema["properties"] is not JsonObject properties)
            return null;

        foreach (var (name, member) in members)
        {
            if (properties[name] is not { } memberSchema)
                return $"{path}.{name}: is not defined in the schema and the schema does not allow additional properties";
            if (Fault(root, memberSchema, member, $"{path}.{name}") is { } inner)
                return inner;
        }

        return null;
    }

    private static string? TypeFault(JsonNode? type, JsonNode? value)
    {
        if (type is null)
            return null;
        List<string> allowed = type is JsonArray several ? [.. several.Select(t => t!.GetValue<string>())] : [type.GetValue<string>()];
        var found = value?.GetValueKind() switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => "number",
            _ => "null",
        };
        return allowed.Contains(found) ? null : $"{found} found, {(allowed.Count == 1 ? allowed[0] : $"[{string.Join(", ", allowed)}]")} expected";
    }
}
