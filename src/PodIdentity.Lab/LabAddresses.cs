using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PodIdentity.Lab;

/// <summary>The ready line: where everything is, and the keys to it.</summary>
internal sealed record LabAddresses
{
    public required Uri AwsEndpoint { get; init; }

    public required Uri KubernetesEndpoint { get; init; }

    public required Uri AgentEndpoint { get; init; }

    public required Uri MetadataEndpoint { get; init; }

    public required Uri AdminEndpoint { get; init; }

    /// <summary>Bearer token of the admin API, and of an administrator at the Kubernetes API.</summary>
    public required string AdminToken { get; init; }

    public required string Region { get; init; }

    public required string AccountId { get; init; }

    public required string ClusterName { get; init; }

    public required string AccessKeyId { get; init; }

    public required string SecretAccessKey { get; init; }

    /// <summary>Path of a file that kubectl takes as it is.</summary>
    public required string Kubeconfig { get; init; }

    // Secrets keep their + and /, so that a shell can cut them out.
    private static readonly LabAddressesJson Json = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    });

    /// <summary>One line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json.LabAddresses);
}

[JsonSerializable(typeof(LabAddresses))]
internal sealed partial class LabAddressesJson : JsonSerializerContext;
