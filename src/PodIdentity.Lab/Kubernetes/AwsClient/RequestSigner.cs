using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PodIdentity.Lab.Kubernetes.AwsClient;

/// <summary>Signature Version 4, from the client's side.</summary>
internal static class RequestSigner
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds date, token, payload hash and authorization to a request. The query must be in its canonical order already.</summary>
    public static void Sign(HttpRequestMessage request, byte[] body, AwsCredentials credentials, string region, string service, DateTimeOffset now)
    {
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{stamp[..8]}/{region}/{service}/aws4_request";
        var payloadHash = Convert.ToHexStringLower(SHA256.HashData(body));
        var uri = request.RequestUri!;

        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = uri.Authority, ["x-amz-date"] = stamp };
        if (service == "s3") headers["x-amz-content-sha256"] = payloadHash;
        if (credentials.SessionToken is { } token) headers["x-amz-security-token"] = token;
        foreach (var (name, value) in headers.Where(header => header.Key != "host")) request.Headers.TryAddWithoutValidation(name, value);

        var signedNames = string.Join(';', headers.Keys);
        var canonical = string.Join('\n',
            request.Method.Method,
            uri.AbsolutePath,
            uri.Query.TrimStart('?'),
            string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n")),
            signedNames,
            payloadHash);
        var toSign = string.Join('\n', Algorithm, stamp, scope, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = new[] { stamp[..8], region, service, "aws4_request" }
            .Aggregate(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey), Hmac);
        var signature = Convert.ToHexStringLower(Hmac(key, toSign));
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={signedNames}, Signature={signature}");
    }

    /// <summary>A query string in canonical order and encoding.</summary>
    public static string Query(params (string Name, string Value)[] parameters) =>
        string.Join('&', parameters
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(parameter => $"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(parameter.Value)}"));

    private static byte[] Hmac(byte[] key, string data) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(data));
}
