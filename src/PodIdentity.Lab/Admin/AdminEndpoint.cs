using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Admin;

/// <summary>The lab's own API, for tests: what was asked, what shall go wrong, what time it is.</summary>
internal sealed class AdminEndpoint(LabWorld world, string token)
{
    public const int LargestBody = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly ClusterAdmin _clusters = new(world.Eks);
    private readonly byte[] _authorization = Encoding.UTF8.GetBytes("Bearer " + token);

    public async Task HandleAsync(HttpContext http)
    {
        if (!IsOwnHost(http.Request))
        {
            await AnswerAsync(http, 403, Error("This address is for local programs only."));
        }
        else if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString()), _authorization))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await AnswerAsync(http, 401, Error("The admin token of the ready line is needed: Authorization: Bearer <adminToken>."));
        }
        else
        {
            await AnswerAuthorizedAsync(http);
        }
    }

    private async Task AnswerAuthorizedAsync(HttpContext http)
    {
        try
        {
            var body = await ReadAsync(http);
            var (method, path) = (http.Request.Method, http.Request.Path.Value ?? "/");
            if ((method, path) == ("POST", "/clock"))
                await AdvanceAsync(body, http.RequestAborted);
            var (status, answer) = await _clusters.RouteAsync(method, path, body, http.RequestAborted) ?? Route(method, path, body);
            await AnswerAsync(http, status, answer);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            await AnswerAsync(http, 400, Error(error.Message));
        }
        catch (BadHttpRequestException error)
        {
            await AnswerAsync(http, error.StatusCode, Error(error.Message));
        }
    }

    private (int Status, JsonNode? Answer) Route(string method, string path, JsonObject body) => (method, path) switch
    {
        ("GET", "/requests") => (200, Requests()),
        ("DELETE", "/requests") => Done(world.Traffic.Log.Clear),
        ("GET", "/faults") => (200, Faults()),
        ("POST", "/faults") => (201, AdminJson.Write(world.Traffic.Faults.Add(AdminJson.ReadRule(body)), 0)),
        ("DELETE", "/faults") => Done(world.Traffic.Faults.Clear),
        ("GET" or "POST", "/clock") => (200, Clock()),
        ("PUT", "/options") => SetOptions(body),
        ("POST", "/reset") => Done(world.Reset),
        (_, "/requests" or "/faults" or "/clock" or "/options" or "/reset") => (405, Error($"{method} is not for {path}.")),
        _ => (404, Error($"There is no {path}.")),
    };

    private JsonObject Requests() => new() { ["requests"] = new JsonArray([.. world.Traffic.Log.ToList().Select(AdminJson.Write)]) };

    private JsonObject Faults() => new() { ["faults"] = new JsonArray([.. world.Traffic.Faults.ToList().Select(fault => AdminJson.Write(fault.Rule, fault.Applied))]) };

    private JsonObject Clock() => new() { ["now"] = world.Clock.GetUtcNow() };

    private Task AdvanceAsync(JsonObject body, CancellationToken cancellationToken)
    {
        AdminJson.RefuseUnknown(body, "advanceSeconds");
        return world.Clock.AdvanceAsync(TimeSpan.FromSeconds(AdminJson.Number(body, "advanceSeconds", 0, 10 * 365 * 86400)), cancellationToken);
    }

    private (int Status, JsonNode? Answer) SetOptions(JsonObject body)
    {
        AdminJson.RefuseUnknown(body, "latency", "consistencyDelay");
        if (body.ContainsKey("latency"))
            world.Options.Latency = TimeSpan.FromMilliseconds(AdminJson.Number(body, "latency", 0, 600_000));
        if (body.ContainsKey("consistencyDelay"))
            world.Options.ConsistencyDelay = TimeSpan.FromMilliseconds(AdminJson.Number(body, "consistencyDelay", 0, 3_600_000));
        return (200, new JsonObject { ["latency"] = world.Options.Latency.TotalMilliseconds, ["consistencyDelay"] = world.Options.ConsistencyDelay.TotalMilliseconds });
    }

    private static (int Status, JsonNode? Answer) Done(Action work)
    {
        work();
        return (204, null);
    }

    private static JsonObject Error(string message) => new() { ["message"] = message };

    /// <summary>A web page that a browser shows must not reach this, whatever name it gave to 127.0.0.1.</summary>
    private static bool IsOwnHost(HttpRequest request) =>
        request.Host.Host is "127.0.0.1" or "localhost" && request.Headers.Origin.Count == 0;

    private static async Task<JsonObject> ReadAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.Length == 0 ? [] : JsonNode.Parse(buffer.ToArray(), documentOptions: Strict) as JsonObject ?? throw new JsonException("The body must be a JSON object.");
    }

    private static async Task AnswerAsync(HttpContext http, int status, JsonNode? answer)
    {
        http.Response.StatusCode = status;
        if (answer is null)
            return;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()), http.RequestAborted);
    }
}
