using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Aws.Eks.Protocol;

/// <summary>How EKS writes values.</summary>
internal static class EksJson
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonNode body) => body.ToJsonString(Plain);

    /// <summary>Seconds since 1970, with milliseconds behind the point.</summary>
    public static JsonNode Time(DateTimeOffset time) => JsonValue.Create(time.ToUnixTimeMilliseconds() / 1000d);

    public static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode?)v)]);

    public static JsonObject Map(IEnumerable<KeyValuePair<string, string>> values) =>
        new(values.Select(v => new KeyValuePair<string, JsonNode?>(v.Key, v.Value)));
}
