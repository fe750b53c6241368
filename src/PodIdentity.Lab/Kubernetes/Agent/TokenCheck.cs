using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Agent;

/// <summary>What the agent itself checks of a service account token: its form and its times. The signature is for EKS Auth.</summary>
internal static class TokenCheck
{
    private const string Unparsable = "Service account token cannot be parsed: token is malformed: ";
    private const string Unacceptable = "Service account token failed basic claim validations: token is ";

    /// <summary>The agent's error text; null when there is nothing to say against the token.</summary>
    public static string? Problem(string token, DateTimeOffset now)
    {
        if (token.Length == 0) return "Service account token cannot be empty";
        var parts = token.Split('.');
        if (parts.Length != 3) return Unparsable + "token contains an invalid number of segments";

        if (Decode(parts[0], "header", out var problem) is null) return Unparsable + problem;
        if (Decode(parts[1], "claim", out problem) is not { } claims) return Unparsable + problem;
        if (claims.Number("exp") is { } expires && now.ToUnixTimeSeconds() >= expires) return Unacceptable + "expired";
        return claims.Number("nbf") is { } notBefore && now.ToUnixTimeSeconds() < notBefore ? Unacceptable + "not valid yet" : null;
    }

    /// <summary>The claims, unverified; null when unreadable.</summary>
    public static JsonNode? Claims(string token) => token.Split('.') is [_, var claims, _] ? Decode(claims, "claim", out _) : null;

    private static JsonNode? Decode(string part, string name, out string problem)
    {
        problem = "";
        var wrong = part.AsSpan().IndexOfAnyExcept(Base64UrlCharacters);
        if (wrong >= 0 || part.Length % 4 == 1)
        {
            problem = $"could not base64 decode {name}: illegal base64 data at input byte {(wrong >= 0 ? wrong : part.Length)}";
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
            return Read(document.RootElement) as JsonObject ?? throw new JsonException("not an object");
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException)
        {
            problem = $"could not JSON decode {name}: {malformed.Message}";
            return null;
        }
    }

    /// <summary>As Go reads JSON: of members with one name the last counts, and what is no text is replaced.</summary>
    private static JsonNode? Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in element.EnumerateObject())
                    members[TextOf(() => member.Name)] = Read(member.Value);
                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Read)]);
            case JsonValueKind.String:
                return TextOf(element.GetString);
            default:
                return JsonNode.Parse(element.GetRawText());
        }
    }

    private static string TextOf(Func<string?> read)
    {
        try
        {
            return read() ?? "";
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return "\ufffd";
        }
    }

    private static readonly System.Buffers.SearchValues<char> Base64UrlCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
