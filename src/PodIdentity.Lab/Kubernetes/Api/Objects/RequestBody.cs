using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api.Objects;

/// <summary>Reads what a client sends: limited in size, JSON or the protobuf of the few kinds that kubectl sends so.</summary>
internal static class RequestBody
{
    public const long Limit = 3 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Limit)
            throw ApiErrors.TooLarge(Limit);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await request.Body.ReadAsync(chunk, cancellationToken) is var count and > 0)
        {
            if (buffer.Length + count > Limit)
                throw ApiErrors.TooLarge(Limit);
            buffer.Write(chunk, 0, count);
        }
        return buffer.ToArray();
    }

    public static string MediaType(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.ToString().ToLowerInvariant() : "";

    /// <summary>An object of a kind, checked against its schema as <c>fieldValidation</c> asks.</summary>
    public static JsonObject ReadObject(HttpContext http, byte[] body, string kind, string apiVersion)
    {
        var value = MediaType(http.Request) switch
        {
            "application/json" or "" or "*/*" => ParseObject(body, kind),
            ProtobufBody.MediaType => ProtobufBody.Decode(body),
            _ => throw ApiErrors.UnsupportedMediaType($"application/json, {ProtobufBody.MediaType}"),
        };
        CheckType(value, kind, apiVersion);
        CheckFields(http, kind, value);
        return value;
    }

    public static JsonObject ParseObject(byte[] body, string kind)
    {
        if (ParseNode(body, kind) is JsonObject value)
            return value;
        throw ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error");
    }

    public static JsonNode? ParseNode(byte[] body, string kind)
    {
        if (body.Length == 0)
            throw ApiErrors.BadRequest($"{kind} in version \"v1\" cannot be handled as a {kind}: EOF");
        try
        {
            var node = JsonNode.Parse(body, documentOptions: Strict);
            RequireText(body);
            return node;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: {error.Message}");
        }
    }

    /// <summary>Half a surrogate pair is JSON, but no text: refused here, before anything reads it as one.</summary>
    private static void RequireText(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && reader.ValueIsEscaped)
                reader.GetString();
        }
    }

    /// <summary>Drops unknown fields; with <c>Strict</c> refuses them, with <c>Warn</c> (the server's default) tells of them.</summary>
    public static void CheckFields(HttpContext http, string kind, JsonObject value)
    {
        var unknown = KindSchema.Clean(kind, value);
        switch (http.Request.Query["fieldValidation"].ToString())
        {
            case "Strict" when unknown.Count > 0:
                throw ApiErrors.BadRequest($"{kind} in version \"v1\" cannot be handled as a {kind}: strict decoding error: "
                    + string.Join(", ", unknown.Select(field => $"unknown field \"{field}\"")));
            case "Strict" or "Ignore":
                break;
            case "Warn" or "":
                foreach (var field in unknown)
                    http.Response.Headers.Append("Warning", $"299 - \"unknown field \\\"{Quotable(field)}\\\"\"");
                break;
            case var other:
                throw new KubernetesException(422, "Invalid",
                    $" \"\" is invalid: fieldValidation: Unsupported value: \"{other}\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"");
        }
    }

    /// <summary>A header carries printable ASCII only.</summary>
    private static string Quotable(string field) =>
        string.Concat(field.Where(letter => letter is > ' ' and < '\x7f' and not '"' and not '\\'));

    private static void CheckType(JsonObject value, string kind, string apiVersion)
    {
        // The .NET client leaves both out.
        value.Default("kind", kind);
        value.Default("apiVersion", apiVersion);
        var (givenVersion, givenKind) = (value.Text("apiVersion"), value.Text("kind"));
        if (givenVersion != apiVersion || givenKind != kind)
        {
            throw ApiErrors.BadRequest(givenKind != kind
                ? $"{givenKind} in version \"{givenVersion}\" cannot be handled as a {kind}: converting to {kind}: the object provided is a {givenKind}"
                : $"the API version in the data ({givenVersion}) does not match the expected API version ({apiVersion})");
        }
    }
}
