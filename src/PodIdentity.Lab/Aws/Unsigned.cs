using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Aws;

/// <summary>Requests that no service can be told for by a signature: by their looks, so that the error comes in a protocol the client reads.</summary>
internal static class Unsigned
{
    public static IAwsService ServiceFor(HttpRequest request, byte[] body, IReadOnlyDictionary<string, IAwsService> services)
    {
        var name = LooksLikeQuery(request, body) ? "sts" : LooksLikeEks(request.Path.Value ?? "/") ? "eks" : "s3";
        return services.GetValueOrDefault(name) ?? new UnknownService(name, null);
    }

    /// <summary>In the protocol that the request seems to speak.</summary>
    public static IAwsService Unknown(string signingName, HttpRequest request, byte[] body, IReadOnlyDictionary<string, IAwsService> services) =>
        new UnknownService(signingName, LooksLikeQuery(request, body) ? services.GetValueOrDefault("sts") : null);

    private static bool LooksLikeQuery(HttpRequest request, byte[] body) =>
        request.Query.ContainsKey("Action")
        || (request.ContentType ?? "").StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        || body.AsSpan().StartsWith("Action="u8);

    private static bool LooksLikeEks(string path) =>
        path.StartsWith("/clusters", StringComparison.Ordinal) || path.StartsWith("/addons", StringComparison.Ordinal) || path.StartsWith("/tags/", StringComparison.Ordinal);
}

/// <summary>A service that the lab does not have: every operation of it is unknown.</summary>
/// <param name="signingName">As in the credential scope.</param>
/// <param name="alike">A service whose protocol the request seems to speak; null for JSON.</param>
internal sealed class UnknownService(string signingName, IAwsService? alike) : IAwsService
{
    public string SigningName { get; } = signingName;

    public string? OperationOf(HttpRequest request, byte[] body) => null;

    public Task<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken) =>
        throw UnknownOperation(request.Http.Request, request.Body);

    public AwsException UnknownOperation(HttpRequest request, byte[] body) =>
        alike?.UnknownOperation(request, body) ?? new AwsException(404, "UnknownOperationException", "The requested operation is not known.");

    public AwsResponse Error(AwsException error, string requestId)
    {
        if (alike is not null)
            return alike.Error(error, requestId);
        var body = new JsonObject { ["message"] = error.Message }.ToJsonString();
        return new AwsResponse(error.Status, "application/json", body)
        {
            Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = error.Code },
        };
    }
}
