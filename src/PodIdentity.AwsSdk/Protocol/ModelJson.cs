#nullable enable

using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon;
using Amazon.Runtime;

namespace PodIdentity.AwsSdk;

/// <summary>Models as JSON: members in the service's spelling, unset ones left out, the SDK's own members never shown.</summary>
internal static class ModelJson
{
    /// <summary>Members as in <c>clusterName</c>: REST-JSON services.</summary>
    public static readonly JsonSerializerOptions CamelCase = Options(JsonNamingPolicy.CamelCase);

    /// <summary>Members as in <c>RoleName</c>: Query services.</summary>
    public static readonly JsonSerializerOptions AsNamed = Options(null);

    public static JsonObject Write(AmazonWebServiceRequest request, JsonSerializerOptions options) =>
        JsonSerializer.SerializeToNode(request, request.GetType(), options)!.AsObject();

    private static JsonSerializerOptions Options(JsonNamingPolicy? naming) => new()
    {
        PropertyNamingPolicy = naming,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepModelMembers } },
        Converters = { new ConstantClassConverterFactory(), new TimestampConverter() },
    };

    private static void KeepModelMembers(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            var property = type.Properties[i];
            var declaring = (property.AttributeProvider as System.Reflection.MemberInfo)?.DeclaringType;
            if (declaring == typeof(AmazonWebServiceRequest) || declaring == typeof(AmazonWebServiceResponse))
            {
                type.Properties.RemoveAt(i);
                continue;
            }
            property.ShouldSerialize = static (_, value) => IsSet(value);
            // Services write unset members as explicit nulls: they leave what the member starts as.
            if (property.Set is { } set) property.Set = (model, value) => { if (value is not null) set(model, value); };
        }
    }

    /// <summary>An empty collection is sent, to empty something, unless the application lets all collections start empty.</summary>
    private static bool IsSet(object? value) => value switch
    {
        null => false,
        ICollection { Count: 0 } => !AWSConfigs.InitializeCollections,
        _ => true,
    };

    private sealed class ConstantClassConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsSubclassOf(typeof(ConstantClass));

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(ConstantClassConverter<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class ConstantClassConverter<T> : JsonConverter<T> where T : ConstantClass
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (T?)Constants.Parse(typeof(T), reader.GetString());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }

    /// <summary>Epoch seconds with a fraction, as EKS writes them; ISO 8601 is understood too.</summary>
    private sealed class TimestampConverter : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.Number
                ? DateTime.UnixEpoch.AddMilliseconds(Math.Round(reader.GetDouble() * 1000))
                : reader.GetDateTimeOffset().UtcDateTime;

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteNumberValue((value.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
    }
}
