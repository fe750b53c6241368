using Microsoft.AspNetCore.Http.Features;

namespace PodIdentity.Lab.Aws.Rest;

/// <summary>One operation of a REST-JSON service: method and path, with labels in braces.</summary>
internal sealed class RestRoute(string operation, string method, string template)
{
    private readonly string[] _segments = template.Trim('/').Split('/');

    public string Operation { get; } = operation;

    /// <summary>The labels of a request to this operation, or null when it is one to another.</summary>
    public IReadOnlyDictionary<string, string>? Match(string requestMethod, string[] path)
    {
        if (!string.Equals(requestMethod, method, StringComparison.Ordinal) || path.Length != _segments.Length)
            return null;

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < path.Length; i++)
        {
            var segment = _segments[i];
            if (segment[0] == '{')
            {
                if (path[i].Length == 0)
                    return null;
                labels[segment[1..^1]] = path[i];
            }
            else if (!string.Equals(segment, path[i], StringComparison.Ordinal))
                return null;
        }

        return labels;
    }

    /// <summary>
    /// The decoded segments of a request's path. Taken from the raw target: the server decodes everything but <c>%2F</c> in the path,
    /// so that an ARN in a label could not be told from one that was encoded twice.
    /// </summary>
    public static string[] PathOf(HttpRequest request)
    {
        var raw = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (string.IsNullOrEmpty(raw) || raw[0] != '/')
            raw = request.Path.ToUriComponent();
        var query = raw.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0)
            raw = raw[..query];
        return raw.Length == 0 ? [] : [.. raw[1..].Split('/').Select(Uri.UnescapeDataString)];
    }
}
