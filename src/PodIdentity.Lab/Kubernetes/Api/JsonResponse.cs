using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>An answer in JSON.</summary>
internal sealed class JsonResponse(JsonNode body, int status = 200) : IResult
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonResponse Error(KubernetesException error) => new(ApiErrors.Status(error), error.Code);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-cache, private";
        if (status == 429)
            response.Headers.RetryAfter = "1";
        await using (var writer = new Utf8JsonWriter(response.BodyWriter, Writing))
            body.WriteTo(writer);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>One line of a watch.</summary>
    public static async Task WriteLineAsync(HttpResponse response, JsonNode line, CancellationToken cancellationToken)
    {
        await using (var writer = new Utf8JsonWriter(response.BodyWriter, Writing))
            line.WriteTo(writer);
        await response.BodyWriter.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}

/// <summary>An answer in plain text.</summary>
internal sealed class TextResponse(string text, int status = 200) : IResult
{
    public static TextResponse NotFound() => new("404 page not found\n", 404);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "text/plain; charset=utf-8";
        return httpContext.Response.WriteAsync(text, httpContext.RequestAborted);
    }
}

/// <summary>An answer that is written as it comes.</summary>
internal sealed class StreamedResponse(Func<HttpContext, Task> write) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => write(httpContext);
}
