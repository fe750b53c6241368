using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace PodIdentity.Lab.Tests.Aws;

internal sealed record Answer(int Status, string Body, HttpResponseMessage Response)
{
    /// <summary>First element of that name, whatever its namespace.</summary>
    public string? this[string element] => XDocument.Parse(Body).Descendants().FirstOrDefault(each => each.Name.LocalName == element)?.Value;
}

/// <summary>Signs with SigV4, written apart from the lab's own code; each part can be spoilt before or after signing.</summary>
internal sealed class SignedClient(Uri endpoint, string accessKeyId, string secret, string? sessionToken)
{
    private static readonly HttpClient Http = new();

    public DateTimeOffset? Time { get; init; }

    public string Region { get; init; } = "us-east-1";

    public string? ScopeDate { get; init; }

    /// <summary>Changes the request after it was signed.</summary>
    public Action<HttpRequestMessage>? Tamper { get; init; }

    public SignedClient With(DateTimeOffset? time = null, string? region = null, string? scopeDate = null, Action<HttpRequestMessage>? tamper = null, string? key = null, string? secretKey = null) =>
        new(endpoint, key ?? accessKeyId, secretKey ?? secret, sessionToken) { Time = time, Region = region ?? Region, ScopeDate = scopeDate, Tamper = tamper };

    public Task<Answer> QueryAsync(string service, string action, params (string Name, string Value)[] parameters)
    {
        var version = service == "iam" ? "2010-05-08" : "2011-06-15";
        var form = new StringBuilder($"Action={action}&Version={version}");
        foreach (var (name, value) in parameters)
            form.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        return SendAsync(HttpMethod.Post, service, "/", form.ToString(), "application/x-www-form-urlencoded");
    }

    public async Task<Answer> SendAsync(HttpMethod method, string service, string target, string body = "", string? contentType = null)
    {
        var stamp = (Time ?? DateTimeOffset.UtcNow).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(method, new Uri(endpoint.ToString().TrimEnd('/') + target));
        if (body.Length > 0)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType is not null && request.Content is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = endpoint.Authority, ["x-amz-date"] = stamp };
        if (service == "s3")
            headers["x-amz-content-sha256"] = Sha256(body);
        if (sessionToken is not null)
            headers["x-amz-security-token"] = sessionToken;
        foreach (var (name, value) in headers.Where(header => header.Key != "host"))
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("Authorization", Authorization(request, service, stamp, headers, body));
        Tamper?.Invoke(request);
        using var response = await Http.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    private string Authorization(HttpRequestMessage request, string service, string stamp, SortedDictionary<string, string> headers, string body)
    {
        var uri = request.RequestUri!;
        var query = string.Join('&', uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=").Order(StringComparer.Ordinal));
        var path = service == "s3" ? uri.AbsolutePath : string.Join('/', uri.AbsolutePath.Split('/').Select(Uri.EscapeDataString));
        var signed = string.Join(';', headers.Keys);
        var canonical = $"{request.Method}\n{path}\n{query}\n{string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n"))}\n{signed}\n{Sha256(body)}";
        var scope = $"{ScopeDate ?? stamp[..8]}/{Region}/{service}/aws4_request";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), Mac);
        var signature = Convert.ToHexStringLower(Mac(key, $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Sha256(canonical)}"));
        return $"AWS4-HMAC-SHA256 Credential={accessKeyId}/{scope}, SignedHeaders={signed}, Signature={signature}";
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
