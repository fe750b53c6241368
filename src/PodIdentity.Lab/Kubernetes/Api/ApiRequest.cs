using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>What a request asks for, read from method, path and query as an API server does.</summary>
internal sealed record ApiRequest
{
    public required string Verb { get; init; }

    public required string Path { get; init; }

    /// <summary>False for paths outside of the API groups, such as <c>/version</c> or discovery.</summary>
    public bool IsResource { get; init; }

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string? Namespace { get; init; }

    public string Resource { get; init; } = "";

    public string? Name { get; init; }

    public string? Subresource { get; init; }

    public required IQueryCollection Query { get; init; }

    public bool DryRun => Query["dryRun"].Contains("All");

    /// <summary><c>pods</c> or <c>pods/exec</c>.</summary>
    public string FullResource => Subresource is null ? Resource : $"{Resource}/{Subresource}";

    /// <summary>As the request log names it.</summary>
    public string Operation => IsResource ? $"{Verb} {FullResource}" : $"{Verb} {Path}";

    public static ApiRequest Parse(HttpRequest http)
    {
        var path = http.Path.Value ?? "/";
        var method = http.Method.ToUpperInvariant();
        var plain = new ApiRequest { Verb = method.ToLowerInvariant(), Path = path, Query = http.Query };

        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var start = parts switch
        {
            ["api", _, _, ..] => 2,
            ["apis", _, _, _, ..] => 3,
            _ => 0,
        };
        if (start == 0)
            return plain;

        var request = plain with { IsResource = true, Group = start == 3 ? parts[1] : "", Version = parts[start - 1] };
        var rest = parts[start..];
        // /namespaces/x is a namespace itself, /namespaces/x/pods are pods in it; its own subresources are an exception.
        if (rest is ["namespaces", var @namespace, var inner, ..] && inner is not ("status" or "finalize"))
        {
            request = request with { Namespace = @namespace };
            rest = rest[2..];
        }
        request = request with
        {
            Resource = rest[0],
            Name = rest.Length > 1 ? rest[1] : null,
            Subresource = rest.Length > 2 ? string.Join('/', rest[2..]) : null,
        };
        return request with { Verb = VerbOf(method, request) };
    }

    private static string VerbOf(string method, ApiRequest request) => method switch
    {
        "GET" or "HEAD" when request.Name is not null => "get",
        "GET" or "HEAD" => IsTrue(request.Query["watch"]) ? "watch" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => request.Name is null ? "deletecollection" : "delete",
        _ => method.ToLowerInvariant(),
    };

    /// <summary>As Go reads a boolean of a query.</summary>
    public static bool IsTrue(string? value) => value is "1" or "t" or "T" or "true" or "True" or "TRUE";

    public bool Flag(string name) => IsTrue(Query[name]);

    /// <summary>A whole number of the query; null when absent or empty.</summary>
    public long? Number(string name)
    {
        var text = Query[name].ToString();
        if (text.Length == 0)
            return null;
        return long.TryParse(text, out var number) && number >= 0
            ? number
            : throw ApiErrors.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    public void CheckDryRun()
    {
        foreach (var value in Query["dryRun"])
        {
            if (value is not ("All" or ""))
            {
                throw new KubernetesException(422, "Invalid", $" \"\" is invalid: dryRun: Unsupported value: \"{value}\": supported values: \"All\"");
            }
        }
    }
}
