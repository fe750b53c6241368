using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Engine.Operations;

/// <summary>
/// Checks values against an add-on's JSON schema: names, types, choices, what is required. EKS has the last word before it changes anything, so
/// keywords beyond these are left to it; a whole schema library would add more than a megabyte to the module for the same message.
/// </summary>
internal sealed class InstallAgentSchema(JsonObject root)
{
    // References may go in circles; values do not.
    private const int DeepestReference = 16;

    /// <summary>The first fault and where it is; null when there is none.</summary>
    public (string Path, string Fault)? FindFault(JsonNode? value) => Find(root, value, "$");

    private (string, string)? Find(JsonNode? node, JsonNode? value, string path)
    {
        if (Resolve(node) is not { } schema)
        {
            return null;
        }

        if (TypeFault(schema["type"], value) is { } wrongType)
        {
            return (path, wrongType);
        }

        if (schema["enum"] is JsonArray choices && !choices.Any(choice => JsonNode.DeepEquals(choice, value)))
        {
            return (path, $"it must be one of {string.Join(", ", choices.Select(Text))}");
        }

        return value switch
        {
            JsonObject members => FindInMembers(schema, members, path),
            JsonArray items when schema["items"] is JsonObject of => items.Select((item, i) => Find(of, item, $"{path}[{i}]")).FirstOrDefault(fault => fault is not null),
            _ => null,
        };
    }

    private (string, string)? FindInMembers(JsonObject schema, JsonObject members, string path)
    {
        if ((schema["required"] as JsonArray)?.Select(Text).FirstOrDefault(name => !members.ContainsKey(name)) is { } missing)
        {
            return (path, $"'{missing}' is required");
        }

        var known = schema["properties"] as JsonObject ?? [];
        foreach (var (name, value) in members)
        {
            var inner = $"{path}.{name}";
            if (known.TryGetPropertyValue(name, out var of))
            {
                if (Find(of, value, inner) is { } fault)
                {
                    return fault;
                }
            }
            else if (schema["additionalProperties"] is JsonValue none && none.GetValueKind() == JsonValueKind.False && !schema.ContainsKey("patternProperties"))
            {
                return (inner, $"there is no such setting; there are {string.Join(", ", known.Select(k => k.Key).Order(StringComparer.Ordinal))}");
            }
            else if (schema["additionalProperties"] is JsonObject others && Find(others, value, inner) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private JsonObject? Resolve(JsonNode? node)
    {
        for (var i = 0; i < DeepestReference; i++)
        {
            if (node is not JsonObject schema || schema["$ref"] is not JsonValue reference)
            {
                return node as JsonObject;
            }

            node = Text(reference).TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate((JsonNode?)root, (at, name) => (at as JsonObject)?[name]);
        }

        return null;
    }

    private static string? TypeFault(JsonNode? type, JsonNode? value)
    {
        var allowed = type switch
        {
            JsonArray several => several.Select(Text).ToList(),
            JsonValue one => [Text(one)],
            _ => [],
        };
        var found = value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => "number",
            JsonValueKind.String => "string",
            JsonValueKind.Array => "array",
            _ => "object",
        };
        return allowed.Count == 0 || allowed.Contains(found) || (found == "number" && allowed.Contains("integer"))
            ? null
            : $"it must be of type {string.Join(" or ", allowed)}, not {found}";
    }

    private static string Text(JsonNode? node) => node?.ToString() ?? "null";
}
