using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api.Objects;

/// <summary>Checks an object against the known fields of its kind: wrong types are refused, unknown fields dropped and reported.</summary>
internal static class KindSchema
{
    private enum Shape { Text, Integer, Boolean, IntegerOrText, TextMap, TextList, Anything, AnyObject, Object, ObjectList }

    private sealed record Field(Shape Shape, string? Type);

    private static readonly FrozenDictionary<string, FrozenDictionary<string, Field>> Types = ReadTable();

    /// <summary>Cleans the object in place and returns the paths of fields that the kind does not have.</summary>
    public static IReadOnlyList<string> Clean(string kind, JsonObject value)
    {
        var unknown = new List<string>();
        Clean(new Check(kind, unknown), Types[kind], kind, "", value);
        return unknown;
    }

    private sealed record Check(string Kind, List<string> Unknown);

    private static void Clean(Check check, FrozenDictionary<string, Field> fields, string type, string path, JsonObject value)
    {
        foreach (var (name, child) in value.ToList())
        {
            var childPath = path.Length == 0 ? name : $"{path}.{name}";
            if (!fields.TryGetValue(name, out var field))
            {
                check.Unknown.Add(childPath);
                value.Remove(name);
            }
            else if (child is null)
            {
                // JSON's null and an absent field are the same to an API server.
                value.Remove(name);
            }
            else
            {
                CleanField(check, field, $"{type}.{name}", childPath, child);
                if (IsEmpty(field.Shape, child))
                    value.Remove(name);
            }
        }
    }

    private static void CleanField(Check check, Field field, string goName, string path, JsonNode value)
    {
        switch (field.Shape)
        {
            case Shape.Object:
                Clean(check, Types[field.Type!], field.Type!, path, value as JsonObject ?? throw WrongType(check, value, goName, path, field.Type!));
                break;
            case Shape.ObjectList:
                var list = value as JsonArray ?? throw WrongType(check, value, goName, path, $"[]{field.Type}");
                for (var index = 0; index < list.Count; index++)
                {
                    var item = list[index] as JsonObject ?? throw WrongType(check, list[index], goName, path, field.Type!);
                    Clean(check, Types[field.Type!], field.Type!, $"{path}[{index}]", item);
                }
                break;
            case Shape.TextMap:
                var map = value as JsonObject ?? throw WrongType(check, value, goName, path, "map[string]string");
                foreach (var (key, entry) in map.ToList())
                {
                    if (entry is null)
                        map[key] = "";
                    else if (entry.GetValueKind() != JsonValueKind.String)
                        throw WrongType(check, entry, goName, path, "string");
                }
                break;
            case Shape.TextList:
                var texts = value as JsonArray ?? throw WrongType(check, value, goName, path, "[]string");
                foreach (var text in texts)
                {
                    if (text?.GetValueKind() != JsonValueKind.String)
                        throw WrongType(check, text, goName, path, "string");
                }
                break;
            default:
                if (!Fits(field.Shape, value))
                    throw WrongType(check, value, goName, path, GoType(field.Shape));
                break;
        }
    }

    /// <summary>Empty lists and maps are not kept, nor sent.</summary>
    private static bool IsEmpty(Shape shape, JsonNode value) => shape switch
    {
        Shape.TextMap => value is JsonObject { Count: 0 },
        Shape.TextList or Shape.ObjectList => value is JsonArray { Count: 0 },
        _ => false,
    };

    private static bool Fits(Shape shape, JsonNode value) => shape switch
    {
        Shape.Text => value.GetValueKind() == JsonValueKind.String,
        Shape.Integer => value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && number.TryGetValue<long>(out _),
        Shape.Boolean => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        Shape.IntegerOrText => value.GetValueKind() == JsonValueKind.String || Fits(Shape.Integer, value),
        Shape.AnyObject => value is JsonObject,
        _ => true,
    };

    private static string GoType(Shape shape) => shape switch
    {
        Shape.Integer => "int64",
        Shape.Boolean => "bool",
        Shape.AnyObject => "struct",
        Shape.IntegerOrText => "intstr.IntOrString",
        _ => "string",
    };

    private static Storage.KubernetesException WrongType(Check check, JsonNode? value, string goName, string path, string expected)
    {
        var found = value?.GetValueKind() switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            JsonValueKind.True or JsonValueKind.False => "bool",
            _ => "null",
        };
        return ApiErrors.BadRequest(
            $"{check.Kind} in version \"v1\" cannot be handled as a {check.Kind}: json: cannot unmarshal {found} into Go struct field {goName}.{path} of type {expected}");
    }

    private static FrozenDictionary<string, FrozenDictionary<string, Field>> ReadTable()
    {
        var types = new Dictionary<string, FrozenDictionary<string, Field>>();
        foreach (var line in KnownFields.Table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            types[words[0]] = words[1..].Select(ReadField).ToFrozenDictionary(field => field.Key, field => field.Value);
        }
        return types.ToFrozenDictionary();
    }

    private static KeyValuePair<string, Field> ReadField(string word)
    {
        if (word.IndexOf(':') is var colon and > 0)
        {
            var type = word[(colon + 1)..];
            return new(word[..colon], type.EndsWith('*') ? new Field(Shape.ObjectList, type[..^1]) : new Field(Shape.Object, type));
        }
        var shape = word[^1] switch
        {
            '#' => Shape.Integer,
            '?' => Shape.Boolean,
            '+' => Shape.IntegerOrText,
            '%' => Shape.TextMap,
            '*' => Shape.TextList,
            '~' => Shape.Anything,
            '!' => Shape.AnyObject,
            _ => Shape.Text,
        };
        return new(shape == Shape.Text ? word : word[..^1], new Field(shape, null));
    }
}
