using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Agent;

/// <summary>What the agent hands to a pod.</summary>
internal sealed record PodCredentials(string AccessKeyId, string SecretAccessKey, string Token, string AccountId, DateTimeOffset Expiration)
{
    // Keys and tokens hold + and /, which Go leaves alone.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>From the answer of EKS Auth; the account is cut from the assumed role's ARN.</summary>
    public static PodCredentials From(JsonNode? answer) => new(
        answer.Text("credentials", "accessKeyId") ?? "",
        answer.Text("credentials", "secretAccessKey") ?? "",
        answer.Text("credentials", "sessionToken") ?? "",
        (answer.Text("assumedRoleUser", "arn") ?? "").Split(':').ElementAtOrDefault(4) ?? "",
        DateTimeOffset.FromUnixTimeSeconds(answer.Number("credentials", "expiration") ?? 0));

    public byte[] ToJson() => Encoding.UTF8.GetBytes(new JsonObject
    {
        [nameof(AccessKeyId)] = AccessKeyId,
        [nameof(SecretAccessKey)] = SecretAccessKey,
        [nameof(Token)] = Token,
        [nameof(AccountId)] = AccountId,
        [nameof(Expiration)] = ObjectAccess.Timestamp(Expiration),
    }.ToJsonString(Options));
}
