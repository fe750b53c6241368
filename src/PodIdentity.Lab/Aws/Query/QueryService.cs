using PodIdentity.Lab.Aws.Signing;

namespace PodIdentity.Lab.Aws.Query;

/// <summary>What an operation of a Query service gets.</summary>
internal sealed record QueryRequest(QueryParameters Parameters, Caller Caller);

/// <summary>Writes the content of the Result element; null when the operation has none.</summary>
internal delegate Action<XmlText>? QueryOperation(QueryRequest request);

/// <summary>A service of the Query protocol: the operation is a form field, the answer is XML.</summary>
internal abstract class QueryService : IAwsService
{
    private readonly Dictionary<string, QueryOperation> _operations = new(StringComparer.Ordinal);

    public abstract string SigningName { get; }

    /// <summary>The API version, e.g. <c>2010-05-08</c>.</summary>
    protected abstract string Version { get; }

    private string Namespace => $"https://{SigningName}.amazonaws.com/doc/{Version}/";

    public string? OperationOf(HttpRequest request, byte[] body)
    {
        var parameters = QueryParameters.From(request, body);
        return parameters["Action"] is { } action && _operations.ContainsKey(action) && (parameters["Version"] ?? Version) == Version
            ? action
            : null;
    }

    public virtual bool TakesUnsigned(HttpRequest request, byte[] body) => false;

    public AwsException UnknownOperation(HttpRequest request, byte[] body)
    {
        var parameters = QueryParameters.From(request, body);
        return parameters["Action"] is { Length: > 0 } action
            ? new AwsException(400, "InvalidAction", $"Could not find operation {action} for version {parameters["Version"] ?? "NO_VERSION_SPECIFIED"}")
            : new AwsException(400, "MissingAction", "Missing Action");
    }

    public AwsException SignatureError(SignatureException error) => SignatureErrors.Query(error);

    public string UsualCode(int status) => status switch
    {
        400 or 429 => "Throttling",
        403 => "AccessDenied",
        503 => "ServiceUnavailable",
        >= 500 => "ServiceFailure",
        _ => "InvalidInput",
    };

    public Task<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        var parameters = QueryParameters.From(request.Http.Request, request.Body);
        var action = parameters["Action"] ?? "";
        var result = _operations[action](new QueryRequest(parameters, request.Caller));
        return Task.FromResult(Answer(action, result, request));
    }

    public AwsResponse Error(AwsException error, string requestId)
    {
        var xml = new XmlText().Element("ErrorResponse", response => response
            .Element("Error", body => body
                .Element("Type", error.Status < 500 ? "Sender" : "Receiver")
                .Element("Code", error.Code)
                .Element("Message", error.Message))
            .Element("RequestId", requestId), $" xmlns=\"{Namespace}\"");
        return new AwsResponse(error.Status, "text/xml", xml.ToString());
    }

    protected virtual AwsResponse Answer(string action, Action<XmlText>? result, AwsRequest request)
    {
        var xml = new XmlText().Element(action + "Response", response =>
        {
            if (result is not null)
                response.Element(action + "Result", result);
            response.Element("ResponseMetadata", metadata => metadata.Element("RequestId", request.RequestId));
        }, $" xmlns=\"{Namespace}\"");
        return AwsResponse.Xml(xml.ToString());
    }

    protected void Add(IEnumerable<KeyValuePair<string, QueryOperation>> operations)
    {
        foreach (var (name, operation) in operations)
            _operations.Add(name, operation);
    }
}
