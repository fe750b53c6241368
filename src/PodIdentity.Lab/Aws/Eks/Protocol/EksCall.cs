using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Aws.Eks.Protocol;

/// <summary>One call of an EKS operation: path labels, query and body, read by the names of the API.</summary>
internal sealed class EksCall
{
    private readonly IReadOnlyDictionary<string, string> _labels;
    private readonly JsonObject _body;
    private readonly IQueryCollection _query;

    public EksCall(string operation, IReadOnlyDictionary<string, string> labels, AwsRequest request)
    {
        Operation = operation;
        Caller = request.Caller;
        _labels = labels;
        _query = request.Http.Request.Query;
        _body = Parse(request.Body);
        // What a repeat with the same client request token has to agree with.
        Fingerprint = Convert.ToHexString(SHA256.HashData(
            Encoding.UTF8.GetBytes(string.Join('\n', [operation, .. labels.Values, _body.ToJsonString()]))));
    }

    public string Operation { get; }

    public Caller Caller { get; }

    public string Fingerprint { get; }

    /// <summary>The cluster in the path: <c>clusterName</c> in the API, <c>name</c> in the operations on clusters themselves.</summary>
    public string Cluster => _labels["cluster"];

    public string Label(string name) => _labels[name];

    public string? Query(string name) => _query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    public string RequiredQuery(string name) => Query(name) is { Length: > 0 } value ? value : throw Missing(name);

    public IReadOnlyList<string> QueryList(string name) =>
        _query.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];

    public bool QueryFlag(string name) => Query(name) switch
    {
        null or "" or "false" => false,
        "true" => true,
        _ => throw EksError.InvalidParameter($"The parameter {name} should be true or false."),
    };

    public bool Has(string name) => _body[name] is not null;

    public string? Text(string name) => Value<string>(name);

    public string RequiredText(string name) => Text(name) is { Length: > 0 } value ? value : throw Missing(name);

    public bool? Flag(string name) => _body[name] is null ? null : Value<bool>(name);

    public JsonObject? Object(string name) => Node<JsonObject>(name);

    public JsonArray? List(string name) => Node<JsonArray>(name);

    /// <summary>A map of strings; null when the body has none.</summary>
    public IReadOnlyDictionary<string, string>? Map(string name)
    {
        if (Node<JsonObject>(name) is not { } map)
            return null;
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in map)
            result[key] = value is JsonValue text && text.TryGetValue<string>(out var s) ? s : throw Malformed();
        return result;
    }

    public string? OneOf(string name, params ReadOnlySpan<string> allowed)
    {
        if (Text(name) is not { } value)
            return null;
        foreach (var candidate in allowed)
        {
            if (string.Equals(candidate, value, StringComparison.Ordinal))
                return value;
        }

        throw EksError.InvalidParameter($"The parameter {name} has an invalid value: {value}.");
    }

    public static AwsException Missing(string name) => EksError.InvalidParameter($"The parameter {name} is required.");

    public static AwsException Malformed() => EksError.BadRequest("Invalid request body");

    private T? Value<T>(string name) =>
        _body[name] switch
        {
            null => default,
            JsonValue value when value.TryGetValue<T>(out var result) => result,
            _ => throw Malformed(),
        };

    private T? Node<T>(string name)
        where T : JsonNode =>
        _body[name] switch
        {
            null => null,
            T node => node,
            _ => throw Malformed(),
        };

    private static JsonObject Parse(byte[] body)
    {
        if (body.Length == 0)
            return [];
        try
        {
            CheckText(body);
            return JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject ?? throw Malformed();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed();
        }
    }

    /// <summary>Reads every string once: an escaped half of a character parses, and throws only where it is read.</summary>
    private static void CheckText(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                reader.GetString();
        }
    }
}
