using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api.Objects;

/// <summary>
/// The protobuf in which kubectl from 1.32 on sends its imperative creations: <c>k8s\0</c>, then a runtime.Unknown
/// (1: type, 2: raw object). Only the fields that kubectl fills are known; a field that is not is refused, never dropped.
/// </summary>
internal static class ProtobufBody
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    /// <summary>
    /// Messages by their fields, <c>number:name:type</c>. No type is text; <c>#</c> integer, <c>?</c> boolean, <c>%</c> map of strings,
    /// <c>*</c> list of texts, <c>T</c> message, <c>T*</c> list of messages, <c>+</c> integer or text, <c>-</c> nothing that a client says.
    /// </summary>
    private const string Messages = """
        Unknown 1:type:Type 2:raw:- 3:contentEncoding 4:contentType
        Type 1:apiVersion 2:kind
        Namespace 1:metadata:Meta 2:spec:- 3:status:-
        ServiceAccount 1:metadata:Meta
        DeleteOptions 1:gracePeriodSeconds:# 2:preconditions:Preconditions 3:orphanDependents:? 4:propagationPolicy 5:dryRun:*
        Preconditions 1:uid 2:resourceVersion
        Deployment 1:metadata:Meta 2:spec:DeploymentSpec 3:status:-
        DeploymentSpec 1:replicas:# 2:selector:Selector 3:template:PodTemplate 4:strategy:Strategy 5:minReadySeconds:# 7:paused:?
        Strategy 1:type 2:rollingUpdate:Rolling
        Rolling 1:maxUnavailable:+ 2:maxSurge:+
        Selector 1:matchLabels:%
        PodTemplate 1:metadata:Meta 2:spec:PodSpec
        PodSpec 2:containers:Container* 3:restartPolicy 4:terminationGracePeriodSeconds:# 6:dnsPolicy 8:serviceAccountName 9:serviceAccount 10:nodeName 11:hostNetwork:? 12:hostPID:? 13:hostIPC:? 14:securityContext:- 16:hostname 17:subdomain 19:schedulerName 24:priorityClassName
        Container 1:name 2:image 3:command:* 4:args:* 5:workingDir 6:ports:Port* 8:resources:- 13:terminationMessagePath 14:imagePullPolicy 16:stdin:? 17:stdinOnce:? 18:tty:? 20:terminationMessagePolicy
        Port 1:name 2:hostPort:# 3:containerPort:# 4:protocol 5:hostIP
        Meta 1:name 2:generateName 3:namespace 4:selfLink 5:uid 6:resourceVersion 7:generation:# 8:creationTimestamp:- 11:labels:% 12:annotations:%
        SelfSubjectAccessReview 1:metadata:Meta 2:spec:AccessSpec 3:status:-
        AccessSpec 1:resourceAttributes:ResourceAttributes 2:nonResourceAttributes:PathAttributes
        ResourceAttributes 1:namespace 2:verb 3:group 4:version 5:resource 6:subresource 7:name
        PathAttributes 1:path 2:verb
        """;

    private sealed record Field(string Name, string Type);

    private static readonly FrozenDictionary<string, FrozenDictionary<int, Field>> Types = ReadTable();

    public static JsonObject Decode(byte[] body)
    {
        if (!body.AsSpan().StartsWith("k8s\0"u8))
            throw Malformed();
        var envelope = Values(body.AsMemory(4)).ToList();
        var value = ReadMessage("Type", envelope.Find(field => field.Number == 1).Content);
        var kind = value.Text("kind") ?? "";
        if (!Types.ContainsKey(kind) || value.Text("apiVersion") is null)
            throw ApiErrors.UnsupportedMediaType("application/json");
        foreach (var (name, child) in ReadMessage(kind, envelope.Find(field => field.Number == 2).Content))
            value[name] = child?.DeepClone();
        return value;
    }

    private static JsonObject ReadMessage(string type, ReadOnlyMemory<byte> message)
    {
        var value = new JsonObject();
        foreach (var wire in Values(message))
        {
            if (!Types[type].TryGetValue(wire.Number, out var field))
                throw ApiErrors.UnsupportedMediaType("application/json");
            Read(value, field, wire);
        }
        return value;
    }

    private static void Read(JsonObject value, Field field, WireValue wire)
    {
        switch (field.Type)
        {
            case "-":
                break;
            case "":
                // Go's protobuf writes empty texts; JSON leaves them out.
                if (wire.Content.Length > 0)
                    value[field.Name] = Text(wire);
                break;
            case "#":
                value[field.Name] = (long)wire.Integer;
                break;
            case "?":
                value[field.Name] = wire.Integer != 0;
                break;
            case "+":
                var parts = Values(wire.Content).ToList();
                value[field.Name] = parts.Exists(part => part.Number == 1 && part.Integer == 1)
                    ? Text(parts.Find(part => part.Number == 3))
                    : (long)parts.Find(part => part.Number == 2).Integer;
                break;
            case "*":
                value.ChildList(field.Name).Add(Text(wire));
                break;
            case "%":
                var entry = Values(wire.Content).ToList();
                value.Child(field.Name)[Text(entry.Find(part => part.Number == 1))] = Text(entry.Find(part => part.Number == 2));
                break;
            case var list when list.EndsWith('*'):
                value.ChildList(field.Name).Add(ReadMessage(list[..^1], wire.Content));
                break;
            case var message:
                value[field.Name] = ReadMessage(message, wire.Content);
                break;
        }
    }

    private static string Text(WireValue wire) => Encoding.UTF8.GetString(wire.Content.Span);

    private readonly record struct WireValue(int Number, ulong Integer, ReadOnlyMemory<byte> Content);

    private static IEnumerable<WireValue> Values(ReadOnlyMemory<byte> message)
    {
        while (message.Length > 0)
        {
            var tag = ReadVarint(ref message);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return new WireValue(number, ReadVarint(ref message), default);
                    break;
                case 2:
                    var length = ReadVarint(ref message);
                    if (length > (ulong)message.Length)
                        throw Malformed();
                    yield return new WireValue(number, 0, message[..(int)length]);
                    message = message[(int)length..];
                    break;
                default:
                    throw Malformed();
            }
        }
    }

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> message)
    {
        ulong result = 0;
        for (var shift = 0; shift < 64 && message.Length > 0; shift += 7)
        {
            var next = message.Span[0];
            message = message[1..];
            result |= (ulong)(next & 0x7f) << shift;
            if ((next & 0x80) == 0)
                return result;
        }
        throw Malformed();
    }

    private static KubernetesException Malformed() => ApiErrors.BadRequest("the provided data does not appear to be a protobuf message");

    private static FrozenDictionary<string, FrozenDictionary<int, Field>> ReadTable() =>
        Messages.Split('\n').Select(line => line.Split(' ')).ToFrozenDictionary(
            words => words[0],
            words => words[1..].Select(word => word.Split(':')).ToFrozenDictionary(
                parts => int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture),
                parts => new Field(parts[1], parts.Length > 2 ? parts[2] : "")));
}
