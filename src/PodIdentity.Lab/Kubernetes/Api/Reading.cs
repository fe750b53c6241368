using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>Get and list.</summary>
internal sealed class Reading(IObjectStore store, LabClock clock)
{
    public IResult Get(ResourceType type, ApiRequest request, HttpRequest http)
    {
        var value = store.Get(type.Plural, request.Namespace, request.Name!) ?? throw ApiErrors.NotFound(type, request.Name!);
        return new JsonResponse(Representation.Of(type, http, clock.GetUtcNow()).One(value));
    }

    public IResult List(ResourceType type, ApiRequest request, HttpRequest http)
    {
        var selectors = Selectors.Parse(type, request.Query);
        var snapshot = store.Snapshot(type.Plural, request.Namespace);
        CheckVersion(request, snapshot.Version);

        IEnumerable<JsonObject> found = snapshot.Items;
        var version = snapshot.Version;
        if (request.Query["continue"].ToString() is { Length: > 0 } token)
        {
            var start = ContinueToken.Read(token);
            version = start.Version;
            found = found.Where(value => ContinueToken.IsAfter(value, start));
        }
        if (!selectors.IsEmpty)
            found = found.Where(selectors.Matches);

        var items = found.ToList();
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (request.Number("limit") is { } limit and > 0 && items.Count > limit)
        {
            metadata["continue"] = new ContinueToken(version, items[(int)limit - 1].Namespace() ?? "", items[(int)limit - 1].Name()).ToString();
            // With a selector the server does not know how many are left.
            if (selectors.IsEmpty)
                metadata["remainingItemCount"] = items.Count - limit;
            items.RemoveRange((int)limit, items.Count - (int)limit);
        }
        return new JsonResponse(Representation.Of(type, http, clock.GetUtcNow()).List(items, metadata));
    }

    /// <summary>The version a client asks for, checked against what the server has reached; null when it names none, or "any" (0).</summary>
    public static long? CheckVersion(ApiRequest request, long current)
    {
        var text = request.Query["resourceVersion"].ToString();
        if (text is "" or "0")
            return null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw new KubernetesException(400, "BadRequest", $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
        }
        if (version > current)
        {
            throw new KubernetesException(504, "Timeout", $"Timeout: Too large resource version: {version}, current: {current}")
            {
                Details = new JsonObject
                {
                    ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
                    ["retryAfterSeconds"] = 1,
                },
            };
        }
        return version;
    }
}

/// <summary>Where the next page of a list begins.</summary>
internal sealed record ContinueToken(long Version, string Namespace, string Name)
{
    public static ContinueToken Read(string text)
    {
        try
        {
            var json = Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));
            if (JsonNode.Parse(json) is JsonObject token && token.Number("rv") is { } version and > 0 && token.Text("start") is { } start
                && start.IndexOf('\0') is var cut and >= 0)
            {
                return new ContinueToken(version, start[..cut], start[(cut + 1)..]);
            }
        }
        catch (Exception error) when (error is FormatException or JsonException or ArgumentException)
        {
            // Told below, as every other malformed token.
        }
        throw ApiErrors.BadRequest("continue key is not valid: illegal base64 data");
    }

    public static bool IsAfter(JsonObject value, ContinueToken start)
    {
        var order = string.CompareOrdinal(value.Namespace() ?? "", start.Namespace);
        return order > 0 || (order == 0 && string.CompareOrdinal(value.Name(), start.Name) > 0);
    }

    public override string ToString() => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = Version, ["start"] = $"{Namespace}\0{Name}" }.ToJsonString()))
        .Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
