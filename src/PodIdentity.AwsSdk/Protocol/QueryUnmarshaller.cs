#nullable enable

using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace PodIdentity.AwsSdk;

/// <summary>Query responses: XML with a Result element (or none, where there is nothing to say), or an Error element.</summary>
internal sealed class QueryUnmarshaller<TResponse, TException> : XmlResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
    where TException : AmazonServiceException
{
    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
    {
        var root = XDocument.Load(input.Stream).Root!;
        var response = new TResponse();
        if (root.Elements().FirstOrDefault(element => element.Name.LocalName.EndsWith("Result", StringComparison.Ordinal)) is { } result)
            ModelXml.Fill(response, result);
        var metadata = ModelXml.Child(root, "ResponseMetadata");
        response.ResponseMetadata = new ResponseMetadata { RequestId = ModelXml.Child(metadata, "RequestId")?.Value };
        return response;
    }

    public override AmazonServiceException UnmarshallException(
        XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var root = ReadErrorBody(input);
        var error = root?.Name.LocalName == "Error" ? root : ModelXml.Child(root, "Error");
        var type = ModelXml.Child(error, "Type")?.Value switch
        {
            "Sender" => ErrorType.Sender,
            "Receiver" => ErrorType.Receiver,
            _ => ErrorType.Unknown,
        };
        return ServiceErrors.Create<TException>(
            ModelXml.Child(error, "Code")?.Value,
            ModelXml.Child(error, "Message")?.Value,
            ModelXml.Child(root, "RequestId")?.Value ?? input.ResponseData.GetHeaderValue("x-amzn-RequestId"),
            type,
            statusCode,
            innerException);
    }

    /// <summary>Something in between (a proxy, a load balancer) may have answered in another format: then only the status speaks.</summary>
    private static XElement? ReadErrorBody(XmlUnmarshallerContext input)
    {
        try
        {
            return XDocument.Load(input.Stream).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
