using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Reading the Status object in which an API server answers an error.</summary>
internal static class KubernetesErrors
{
    /// <summary>The server's message, or the body itself when it is no Status.</summary>
    public static string MessageOf(string? body)
    {
        try
        {
            return string.IsNullOrEmpty(body) ? "no details" : JsonNode.Parse(body)?["message"]?.ToString() ?? body;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return body!;
        }
    }
}
