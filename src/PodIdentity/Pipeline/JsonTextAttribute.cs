using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Pipeline;

/// <summary>Takes a document as JSON text, as a hashtable, or as an object such as ConvertFrom-Json makes, and hands it on as JSON text.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JsonTextAttribute : ArgumentTransformationAttribute
{
    private const int DeepestNesting = 64;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var plain = inputData is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : inputData;
        if (plain is null or string)
            return plain;

        try
        {
            return Write(inputData);
        }
        catch (Exception e) when (e is ArgumentException or JsonException)
        {
            // The inner exception tells the pipeline binder to look for the value elsewhere instead of giving up.
            throw new ArgumentTransformationMetadataException(e.Message, new PSInvalidCastException(e.Message));
        }
    }

    /// <summary>A document as JSON text.</summary>
    /// <exception cref="ArgumentException">It holds what JSON has no form for, or is nested deeper than 64 levels.</exception>
    internal static string Write(object? document) =>
        document is string text ? text : Node(document, 0)?.ToJsonString() ?? "null";

    private static JsonNode? Node(object? value, int depth)
    {
        if (depth > DeepestNesting)
            throw new ArgumentException($"The document is nested deeper than {DeepestNesting} levels.");

        return (value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value) switch
        {
            null => null,
            IDictionary table => Table(table.Cast<DictionaryEntry>().Select(e => (Convert.ToString(e.Key, null) ?? "", e.Value)), depth),
            PSObject custom => Table(custom.Properties.Select(p => (p.Name, (object?)p.Value)), depth),
            string text => JsonValue.Create(text),
            char letter => JsonValue.Create(letter.ToString()),
            IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(item => Node(item, depth + 1))]),
            IConvertible plain => JsonSerializer.SerializeToNode(plain, plain.GetType()),
            var other => throw new ArgumentException($"A {other.GetType().Name} has no form in JSON. Give text, numbers, true or false, arrays and hashtables."),
        };
    }

    private static JsonObject Table(IEnumerable<(string Name, object? Value)> members, int depth)
    {
        var table = new JsonObject();
        foreach (var (name, value) in members)
            table[name] = Node(value, depth + 1);
        return table;
    }
}
