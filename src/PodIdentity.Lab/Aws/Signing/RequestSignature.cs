using System.Globalization;

namespace PodIdentity.Lab.Aws.Signing;

/// <summary>A SigV4 signature as a request carries it, in the Authorization header or in the query.</summary>
internal sealed record RequestSignature
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    public required string AccessKeyId { get; init; }

    /// <summary>yyyyMMdd</summary>
    public required string Date { get; init; }

    public required string Region { get; init; }

    public required string Service { get; init; }

    public required string Terminator { get; init; }

    public required IReadOnlyList<string> SignedHeaders { get; init; }

    public required string Signature { get; init; }

    /// <summary>yyyyMMddTHHmmssZ</summary>
    public required string Timestamp { get; init; }

    public string? SessionToken { get; init; }

    public bool IsPresigned { get; init; }

    /// <summary>Of a presigned request.</summary>
    public TimeSpan? ValidFor { get; init; }

    public string Scope => $"{Date}/{Region}/{Service}/{Terminator}";

    /// <summary>Null when the request is not signed at all. Throws <see cref="SignatureException"/> for half a signature.</summary>
    public static RequestSignature? Read(SignedMessage message)
    {
        if (message.Header("Authorization") is { } authorization)
            return FromHeader(message, authorization);
        var query = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in message.QueryPairs())
            query[PercentEncoding.DecodeText(name)] = PercentEncoding.DecodeText(value);
        return query.ContainsKey("X-Amz-Signature") || query.ContainsKey("X-Amz-Algorithm") ? FromQuery(query) : null;
    }

    private static RequestSignature? FromHeader(SignedMessage message, string authorization)
    {
        if (!authorization.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            return authorization.StartsWith("AWS", StringComparison.Ordinal)
                ? throw new SignatureException(SignatureFault.Incomplete, "Unsupported signing algorithm in Authorization header.")
                : null;
        }

        var parts = authorization[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .GroupBy(part => part[0].Trim(), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last()[1].Trim(), StringComparer.Ordinal);
        var timestamp = message.Header("X-Amz-Date") ?? message.Header("Date");
        Require(parts, timestamp, "Authorization header requires '{0}' parameter.", "Credential", "Signature", "SignedHeaders");
        return Build(parts["Credential"], parts["SignedHeaders"], parts["Signature"], timestamp!) with
        {
            SessionToken = message.Header("X-Amz-Security-Token"),
        };
    }

    private static RequestSignature FromQuery(Dictionary<string, string> query)
    {
        var timestamp = query.GetValueOrDefault("X-Amz-Date");
        if (query.GetValueOrDefault("X-Amz-Algorithm") != Algorithm)
            throw new SignatureException(SignatureFault.Incomplete, "AWS query-string parameters must include 'X-Amz-Algorithm'.");
        Require(query, timestamp, "AWS query-string parameters must include '{0}'.", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders");
        TimeSpan? validFor = null;
        if (query.TryGetValue("X-Amz-Expires", out var expires))
        {
            validFor = int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 604800
                ? TimeSpan.FromSeconds(seconds)
                : throw new SignatureException(SignatureFault.Incomplete, "X-Amz-Expires must be a number between 0 and 604800.");
        }

        return Build(query["X-Amz-Credential"], query["X-Amz-SignedHeaders"], query["X-Amz-Signature"], timestamp!) with
        {
            SessionToken = query.GetValueOrDefault("X-Amz-Security-Token"),
            IsPresigned = true,
            ValidFor = validFor,
        };
    }

    private static RequestSignature Build(string credential, string signedHeaders, string signature, string timestamp)
    {
        var scope = credential.Split('/');
        if (scope.Length != 5)
            throw new SignatureException(SignatureFault.Incomplete, $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'");
        return new RequestSignature
        {
            AccessKeyId = scope[0],
            Date = scope[1],
            Region = scope[2],
            Service = scope[3],
            Terminator = scope[4],
            SignedHeaders = signedHeaders.ToLowerInvariant().Split(';', StringSplitOptions.RemoveEmptyEntries),
            Signature = signature,
            Timestamp = timestamp,
        };
    }

    private static void Require(Dictionary<string, string> parts, string? timestamp, string text, params ReadOnlySpan<string> names)
    {
        var missing = new List<string>();
        foreach (var name in names)
        {
            if (!parts.TryGetValue(name, out var value) || value.Length == 0)
                missing.Add(string.Format(CultureInfo.InvariantCulture, text, name));
        }

        if (timestamp is null)
            missing.Add("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        if (missing.Count > 0)
            throw new SignatureException(SignatureFault.Incomplete, string.Join(' ', missing));
    }
}
