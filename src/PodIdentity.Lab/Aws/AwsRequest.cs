using PodIdentity.Lab.Aws.Signing;

namespace PodIdentity.Lab.Aws;

/// <summary>A request whose signature was verified, or that needs none, as a service sees it.</summary>
/// <param name="Http">Method, path, query and headers.</param>
/// <param name="Body">The whole body, as signed.</param>
/// <param name="Caller">Who signed it.</param>
/// <param name="RequestId">Also sent back in the response.</param>
internal sealed record AwsRequest(HttpContext Http, byte[] Body, Caller Caller, string RequestId);

/// <summary>A response in the service's own protocol.</summary>
internal sealed record AwsResponse(int Status, string ContentType, string Body)
{
    /// <summary>Further headers, e.g. <c>x-amzn-ErrorType</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static AwsResponse Json(string body) => new(200, "application/json", body);

    public static AwsResponse Xml(string body) => new(200, "text/xml", body);
}

/// <summary>An error as AWS answers it; each service writes it in its own protocol.</summary>
internal sealed class AwsException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>Further members of a JSON error body, e.g. clusterName and addonName of EKS errors.</summary>
    public IReadOnlyDictionary<string, string?> Details { get; init; } = new Dictionary<string, string?>();
}

/// <summary>One AWS service behind the endpoint; found by the name in the credential scope of the signature.</summary>
internal interface IAwsService
{
    /// <summary>e.g. <c>eks</c>, <c>iam</c>, <c>sts</c>, <c>s3</c>, <c>eks-auth</c>.</summary>
    string SigningName { get; }

    /// <summary>Name of the operation asked for, for the request log, faults and authorization; null when the service knows none such.</summary>
    string? OperationOf(HttpRequest request, byte[] body);

    /// <summary>Whether this is one of the few operations that are asked without a signature.</summary>
    bool TakesUnsigned(HttpRequest request, byte[] body) => false;

    /// <summary>Does the work. Throws <see cref="AwsException"/> for every error.</summary>
    Task<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken);

    /// <summary>Writes an error in this service's protocol.</summary>
    AwsResponse Error(AwsException error, string requestId);

    /// <summary>What an operation that the service does not have is answered with.</summary>
    AwsException UnknownOperation(HttpRequest request, byte[] body) => new(404, "UnknownOperationException", "The requested operation is not known.");

    /// <summary>A refused signature in this service's words.</summary>
    AwsException SignatureError(SignatureException error) => SignatureErrors.Json(error);

    /// <summary>The code of a scripted fault that names none.</summary>
    string UsualCode(int status) => status switch
    {
        403 => "AccessDeniedException",
        429 => "ThrottlingException",
        503 => "ServiceUnavailableException",
        >= 500 => "InternalServerException",
        _ => "InvalidRequestException",
    };
}
