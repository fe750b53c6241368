using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace PodIdentity.Lab.Aws.Signing;

/// <summary>What a signature is made over: a request as it came, nothing decoded.</summary>
internal sealed record SignedMessage(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public static SignedMessage From(HttpContext http, byte[] body)
    {
        // Kestrel decodes Request.Path; a signature covers what was sent.
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/') && Uri.TryCreate(target, UriKind.Absolute, out var absolute))
            target = target[target.IndexOf(absolute.Authority, StringComparison.OrdinalIgnoreCase)..][absolute.Authority.Length..];
        var (path, query) = Split(target);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in http.Request.Headers)
            headers[name] = Join(values);
        return new SignedMessage(http.Request.Method, path, query, headers, body);
    }

    public static (string Path, string Query) Split(string target)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];
        return (path.Length == 0 ? "/" : path, mark < 0 ? "" : target[(mark + 1)..]);
    }

    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;

    /// <summary>The query's pairs, still encoded.</summary>
    public IEnumerable<(string Name, string Value)> QueryPairs()
    {
        foreach (var pair in Query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? (pair, "") : (pair[..equals], pair[(equals + 1)..]);
        }
    }

    private static string Join(StringValues values) => string.Join(',', values.Select(value => value?.Trim() ?? ""));
}
