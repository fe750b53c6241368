#nullable enable

using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace PodIdentity.AwsSdk;

/// <summary>
/// REST-JSON requests. A route such as <c>POST /clusters/{clusterName}/addons</c> says it all: the named members go into the path,
/// the others into the body of a POST or the query of a GET or DELETE.
/// </summary>
internal sealed class RestJsonMarshaller(string serviceName, string route, Func<string, AmazonServiceException> invalid)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    private const string Token = "clientRequestToken";

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var (method, path) = (route[..route.IndexOf(' ')], route[(route.IndexOf(' ') + 1)..]);
        var request = new DefaultRequest(input, serviceName) { HttpMethod = method, ResourcePath = path };
        var members = ModelJson.Write(input, ModelJson.CamelCase);

        foreach (var name in PlaceholdersIn(path))
        {
            request.AddPathResource($"{{{name}}}", TakePathMember(members, name));
        }
        if (method == "POST") WriteBody(request, members, input);
        else WriteQuery(request, members);
        return request;
    }

    private static IEnumerable<string> PlaceholdersIn(string path) =>
        path.Split('/').Where(segment => segment.StartsWith('{')).Select(segment => segment[1..^1]);

    private string TakePathMember(JsonObject members, string name)
    {
        members.Remove(name, out var value);
        var text = value?.GetValue<string>();
        return string.IsNullOrEmpty(text)
            ? throw invalid($"The request needs a value for {char.ToUpperInvariant(name[0])}{name[1..]}.")
            : text;
    }

    private static void WriteBody(DefaultRequest request, JsonObject members, AmazonWebServiceRequest input)
    {
        // A retry of the SDK sends this same body again, so the service sees one request.
        if (!members.ContainsKey(Token) && input.GetType().GetProperty("ClientRequestToken") is not null)
            members[Token] = Guid.NewGuid().ToString();
        request.Headers["Content-Type"] = MediaTypeNames.Application.Json;
        request.Content = JsonSerializer.SerializeToUtf8Bytes(members);
    }

    private static void WriteQuery(DefaultRequest request, JsonObject members)
    {
        request.UseQueryString = true;
        foreach (var (name, value) in members)
        {
            if (value is JsonArray values) request.ParameterCollection.Add(name, values.Select(Text).ToList());
            else request.ParameterCollection.Add(name, Text(value));
        }
    }

    private static string Text(JsonNode? value) => value!.ToString();
}
