using System.Buffers.Text;
using System.Text.Json;
using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Sts;

/// <summary>IAM roles for service accounts, in an account that has no OpenID Connect provider: the token's issuer is never known.</summary>
internal static class WebIdentity
{
    public const string Operation = "AssumeRoleWithWebIdentity";

    public static Action<XmlText>? AssumeRole(QueryRequest request)
    {
        Constraint.Arn("RoleArn", request.Parameters.Required("RoleArn"));
        Constraint.Name("RoleSessionName", request.Parameters.Required("RoleSessionName"), 64, shortest: 2);
        var token = request.Parameters.Required("WebIdentityToken");
        Constraint.Length("webIdentityToken", token, 4, 20000);
        throw new AwsException(400, "InvalidIdentityToken", IssuerOf(token) is { } issuer
            ? $"No OpenIDConnect provider found in your account for {issuer}"
            : "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
    }

    private static string? IssuerOf(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
            return null;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return claims.RootElement.ValueKind == JsonValueKind.Object
                && claims.RootElement.TryGetProperty("iss", out var issuer)
                && issuer.ValueKind == JsonValueKind.String
                    ? issuer.GetString()
                    : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
