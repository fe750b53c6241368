using System.Security.Cryptography;
using System.Text;

namespace PodIdentity.Lab.Aws.Signing;

/// <summary>The text that SigV4 hashes and signs.</summary>
internal static class CanonicalRequest
{
    private const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    public static string Write(SignedMessage message, RequestSignature signature)
    {
        var isS3 = signature.Service == "s3";
        var text = new StringBuilder();
        text.Append(message.Method).Append('\n');
        text.Append(isS3 ? OncePath(message.Path) : TwicePath(message.Path)).Append('\n');
        text.Append(Query(message, signature)).Append('\n');
        foreach (var name in signature.SignedHeaders)
            text.Append(name).Append(':').Append(Header(message, name)).Append('\n');
        text.Append('\n').AppendJoin(';', signature.SignedHeaders).Append('\n');
        text.Append(isS3 ? S3PayloadHash(message, signature) : Hash(message.Body));
        return text.ToString();
    }

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>S3 keys may hold anything: the path is encoded once and never normalised.</summary>
    private static string OncePath(string path) => string.Join('/', path.Split('/').Select(Again));

    /// <summary>All others: normalised, and what is already encoded is encoded again.</summary>
    private static string TwicePath(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment == ".." && segments.Count > 0)
                segments.RemoveAt(segments.Count - 1);
            else if (segment is not ("" or "." or ".."))
                segments.Add(segment);
        }

        var normal = "/" + string.Join('/', segments) + (path.EndsWith('/') && segments.Count > 0 ? "/" : "");
        return PercentEncoding.Encode(normal, keepSlash: true);
    }

    private static string Query(SignedMessage message, RequestSignature signature)
    {
        var pairs = message.QueryPairs()
            .Select(pair => (Name: Again(pair.Name), Value: Again(pair.Value)))
            .Where(pair => !(signature.IsPresigned && pair.Name.Equals("X-Amz-Signature", StringComparison.OrdinalIgnoreCase)))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name}={pair.Value}");
        return string.Join('&', pairs);
    }

    private static string Again(string encoded) => PercentEncoding.Encode(PercentEncoding.Decode(encoded));

    private static string Header(SignedMessage message, string name)
    {
        var value = message.Header(name) ?? "";
        return string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string S3PayloadHash(SignedMessage message, RequestSignature signature)
    {
        if (message.Header("x-amz-content-sha256") is { } stated)
        {
            if (stated != UnsignedPayload && !stated.Equals(Hash(message.Body), StringComparison.OrdinalIgnoreCase))
                throw new SignatureException(SignatureFault.BodyHashMismatch);
            return stated;
        }

        return signature.IsPresigned ? UnsignedPayload : throw new SignatureException(SignatureFault.BodyHashMissing);
    }
}
