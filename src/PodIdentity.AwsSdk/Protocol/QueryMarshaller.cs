#nullable enable

using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace PodIdentity.AwsSdk;

/// <summary>Query requests: a form whose fields spell the path to each value, as in <c>Tags.member.1.Key</c>.</summary>
internal sealed class QueryMarshaller(string serviceName, string apiVersion) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    private const string Suffix = "Request";

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, serviceName);
        request.Parameters["Action"] = input.GetType().Name[..^Suffix.Length];
        request.Parameters["Version"] = apiVersion;
        foreach (var (name, value) in ModelJson.Write(input, ModelJson.AsNamed)) Add(request, name, value);
        return request;
    }

    private static void Add(DefaultRequest request, string path, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                foreach (var (name, member) in members) Add(request, $"{path}.{name}", member);
                break;
            case JsonArray { Count: 0 }:
                request.Parameters[path] = "";
                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++) Add(request, $"{path}.member.{i + 1}", items[i]);
                break;
            default:
                request.Parameters[path] = value!.ToString();
                break;
        }
    }
}
