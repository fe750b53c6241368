using System.Buffers.Text;
using System.Globalization;
using System.Text;
using PodIdentity.Lab.Aws.Signing;

namespace PodIdentity.Lab.Aws.Sts;

/// <summary>Reads the tokens of <c>aws eks get-token</c>: a presigned GetCallerIdentity that names the cluster in a signed header.</summary>
internal sealed class ClusterLogin(SignatureVerifier verifier, Func<Uri> endpoint, string region)
{
    private const string Prefix = "k8s-aws-v1.";
    private const string ClusterHeader = "x-k8s-aws-id";
    private const int LongestToken = 4096;

    private static readonly HashSet<string> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "Action", "Version", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Security-Token", "X-Amz-Signature", "X-Amz-SignedHeaders",
    };

    /// <summary>Who made the token; null for any reason to refuse it.</summary>
    public Caller? Verify(string clusterName, string token)
    {
        if (Decode(token) is not { } url || !IsSts(url))
            return null;
        var original = url.OriginalString;
        var target = original[(original.IndexOf("//", StringComparison.Ordinal) + 2)..];
        var slash = target.IndexOf('/', StringComparison.Ordinal);
        var (path, query) = slash < 0 ? ("", "") : SignedMessage.Split(target[slash..]);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["host"] = url.Authority, [ClusterHeader] = clusterName };
        var message = new SignedMessage("GET", path, query, headers, []);
        if (path != "/" || !HasOnlyWhatItNeeds(message))
            return null;
        try
        {
            return RequestSignature.Read(message) is { Service: "sts" } signature && signature.SignedHeaders.Contains(ClusterHeader)
                ? verifier.Verify(message, signature)
                : null;
        }
        catch (SignatureException)
        {
            return null;
        }
    }

    private static Uri? Decode(string token)
    {
        if (token.Length > LongestToken || !token.StartsWith(Prefix, StringComparison.Ordinal) || token.EndsWith('='))
            return null;
        var encoded = token[Prefix.Length..];
        return Base64Url.IsValid(encoded) && Uri.TryCreate(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(encoded)), UriKind.Absolute, out var url) ? url : null;
    }

    /// <summary>The real hosts over TLS, or the lab's own address.</summary>
    private bool IsSts(Uri url)
    {
        if (url.Scheme == Uri.UriSchemeHttps)
            return url.Host == "sts.amazonaws.com" || url.Host == $"sts.{region}.amazonaws.com";
        return url.Scheme == Uri.UriSchemeHttp && url.IsLoopback && url.Port == endpoint().Port;
    }

    private static bool HasOnlyWhatItNeeds(SignedMessage message)
    {
        var pairs = message.QueryPairs().Select(pair => (Name: PercentEncoding.DecodeText(pair.Name), Value: PercentEncoding.DecodeText(pair.Value))).ToList();
        if (pairs.DistinctBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase).Count() != pairs.Count || pairs.Any(pair => !Parameters.Contains(pair.Name)))
            return false;
        string? Value(string name) => pairs.FirstOrDefault(pair => pair.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        return Value("Action") == "GetCallerIdentity"
            && (Value("X-Amz-Expires") is not { } expires || (int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 900));
    }
}
