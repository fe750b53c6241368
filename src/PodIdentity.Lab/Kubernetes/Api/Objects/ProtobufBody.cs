using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api.Objects;

/// <summary>
/// The protobuf in which newer kubectls send their imperative creations: <c>k8s\0</c>, then a runtime.Unknown
/// (1: type, 2: raw object). Of the object only its metadata is read, which is all that these kinds carry.
/// </summary>
internal static class ProtobufBody
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private static readonly string[] Kinds = ["Namespace", "ServiceAccount", "DeleteOptions"];

    public static JsonObject Decode(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("k8s\0"u8))
            throw Malformed();
        var value = new JsonObject();
        var raw = ReadOnlySpan<byte>.Empty;
        foreach (var (number, content) in Fields(body[4..]))
        {
            if (number == 1)
                ReadType(value, content);
            else if (number == 2)
                raw = content;
        }
        if (!Kinds.Contains(value.Text("kind")))
            throw ApiErrors.UnsupportedMediaType("application/json");
        if (value.Text("kind") == "DeleteOptions")
            return value;
        foreach (var (number, content) in Fields(raw))
        {
            if (number == 1)
                value["metadata"] = ReadMetadata(content);
        }
        return value;
    }

    private static void ReadType(JsonObject value, byte[] content)
    {
        foreach (var (number, text) in Fields(content))
            value[number == 1 ? "apiVersion" : "kind"] = Encoding.UTF8.GetString(text);
    }

    private static JsonObject ReadMetadata(byte[] content)
    {
        var metadata = new JsonObject();
        foreach (var (number, field) in Fields(content))
        {
            switch (number)
            {
                case 1:
                    metadata["name"] = Encoding.UTF8.GetString(field);
                    break;
                case 2 when field.Length > 0:
                    metadata["generateName"] = Encoding.UTF8.GetString(field);
                    break;
                case 3 when field.Length > 0:
                    metadata["namespace"] = Encoding.UTF8.GetString(field);
                    break;
                case 11:
                    ReadEntry(metadata.Child("labels"), field);
                    break;
                case 12:
                    ReadEntry(metadata.Child("annotations"), field);
                    break;
            }
        }
        return metadata;
    }

    private static void ReadEntry(JsonObject map, byte[] content)
    {
        var (key, value) = ("", "");
        foreach (var (number, text) in Fields(content))
        {
            if (number == 1)
                key = Encoding.UTF8.GetString(text);
            else
                value = Encoding.UTF8.GetString(text);
        }
        map[key] = value;
    }

    /// <summary>The length-delimited fields of a message; numbers are skipped.</summary>
    private static List<(int Number, byte[] Content)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, byte[])>();
        while (message.Length > 0)
        {
            var tag = ReadVarint(ref message);
            switch (tag & 7)
            {
                case 0:
                    ReadVarint(ref message);
                    break;
                case 1:
                    message = Skip(message, 8);
                    break;
                case 2:
                    var length = ReadVarint(ref message);
                    if (length > (ulong)message.Length)
                        throw Malformed();
                    fields.Add(((int)(tag >> 3), message[..(int)length].ToArray()));
                    message = message[(int)length..];
                    break;
                case 5:
                    message = Skip(message, 4);
                    break;
                default:
                    throw Malformed();
            }
        }
        return fields;
    }

    private static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> message, int count) =>
        message.Length >= count ? message[count..] : throw Malformed();

    private static ulong ReadVarint(ref ReadOnlySpan<byte> message)
    {
        ulong result = 0;
        for (var shift = 0; shift < 64 && message.Length > 0; shift += 7)
        {
            var next = message[0];
            message = message[1..];
            result |= (ulong)(next & 0x7f) << shift;
            if ((next & 0x80) == 0)
                return result;
        }
        throw Malformed();
    }

    private static KubernetesException Malformed() => ApiErrors.BadRequest("the provided data does not appear to be a protobuf message");
}
