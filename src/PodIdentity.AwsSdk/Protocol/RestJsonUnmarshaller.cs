#nullable enable

using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace PodIdentity.AwsSdk;

/// <summary>REST-JSON responses: the body is the response model, or an error with its type in the body or a header.</summary>
internal sealed class RestJsonUnmarshaller<TResponse, TException> : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
    where TException : AmazonServiceException
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var body = ReadBody(input);
        return body is null ? new TResponse() : body.Deserialize<TResponse>(ModelJson.CamelCase) ?? new TResponse();
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        using var body = ReadErrorBody(input);
        var error = body?.RootElement ?? default;
        var code = CodeOf(Text(error, "__type") ?? Header(input, "x-amzn-ErrorType") ?? Text(error, "code") ?? Text(error, "Code"));
        var message = Header(input, "x-amzn-error-message") ?? Text(error, "message") ?? Text(error, "Message");
        var requestId = Header(input, "x-amzn-RequestId");
        var exception = ServiceErrors.Create<TException>(code, message, requestId, ErrorType.Unknown, statusCode, innerException);
        ServiceErrors.FillMembers(exception, name => Text(error, JsonNamingPolicy.CamelCase.ConvertName(name)));
        return exception;
    }

    /// <summary>The bare name out of <c>com.amazonaws.eks#Name:http://…</c>.</summary>
    private static string? CodeOf(string? type) => type?.Split('#')[^1].Split(':')[0];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static string? Header(JsonUnmarshallerContext input, string name) =>
        input.ResponseData.GetHeaderValue(name) is { Length: > 0 } value ? value : null;

    private static JsonDocument? ReadBody(JsonUnmarshallerContext input)
    {
        using var bytes = new MemoryStream();
        input.Stream.CopyTo(bytes);
        return bytes.Length == 0 ? null : JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    /// <summary>Something in between (a proxy, a load balancer) may have answered in another format: then only the status speaks.</summary>
    private static JsonDocument? ReadErrorBody(JsonUnmarshallerContext input)
    {
        try
        {
            return ReadBody(input);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
