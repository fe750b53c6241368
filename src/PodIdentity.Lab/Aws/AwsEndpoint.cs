using System.Text;
using Microsoft.AspNetCore.Http.Features;
using PodIdentity.Lab.Aws.Signing;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Aws;

/// <summary>One address for all services: the credential scope of the signature says which is meant.</summary>
internal sealed class AwsEndpoint(IReadOnlyList<IAwsService> services, SignatureVerifier verifier, ITraffic traffic)
{
    /// <summary>More than any operation of these services takes.</summary>
    public const int LargestBody = 1024 * 1024;

    private readonly Dictionary<string, IAwsService> _services = services.ToDictionary(service => service.SigningName, StringComparer.Ordinal);

    public async Task HandleAsync(HttpContext http)
    {
        var requestId = Guid.NewGuid().ToString();
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        try
        {
            await AnswerAsync(http, requestId);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, or the fault plan cut the line.
        }
    }

    private async Task AnswerAsync(HttpContext http, string requestId)
    {
        IAwsService service = Unsigned.ServiceFor(http.Request, [], _services);
        AwsResponse response;
        try
        {
            var body = await ReadBodyAsync(http);
            service = Unsigned.ServiceFor(http.Request, body, _services);
            var message = SignedMessage.From(http, body);
            var signature = RequestSignature.Read(message);
            if (signature is null && !service.TakesUnsigned(http.Request, body))
                throw new SignatureException(SignatureFault.Missing);
            if (signature is not null)
                service = _services.GetValueOrDefault(signature.Service) ?? Unsigned.Unknown(signature.Service, http.Request, body, _services);
            var caller = signature is null ? Caller.Anonymous : verifier.Verify(message, signature);
            response = await WorkAsync(service, new AwsRequest(http, body, caller, requestId));
        }
        catch (SignatureException error)
        {
            await traffic.EnterAsync(http, service.SigningName, "(signature refused)", null);
            response = service.Error(service.SignatureError(error), requestId);
        }
        catch (AwsException error)
        {
            response = service.Error(error, requestId);
        }
        catch (BadHttpRequestException error)
        {
            response = service.Error(new AwsException(error.StatusCode, error.StatusCode == 413 ? "RequestEntityTooLarge" : "BadRequest", error.Message), requestId);
        }

        await WriteAsync(http, response);
    }

    private async Task<AwsResponse> WorkAsync(IAwsService service, AwsRequest request)
    {
        var operation = service.OperationOf(request.Http.Request, request.Body);
        var fault = await traffic.EnterAsync(request.Http, service.SigningName, operation ?? "(unknown)", request.Caller.Arn);
        if (fault is null or { AfterWork: true })
        {
            if (operation is null)
                throw service.UnknownOperation(request.Http.Request, request.Body);
            var response = await service.HandleAsync(request, request.Http.RequestAborted);
            if (fault is null)
                return response;
        }

        return service.Error(new AwsException(fault.Status, fault.Code ?? service.UsualCode(fault.Status), fault.Message), request.RequestId);
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength is 0 || !http.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody)
            return [];
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.ToArray();
    }

    private static async Task WriteAsync(HttpContext http, AwsResponse response)
    {
        var bytes = Encoding.UTF8.GetBytes(response.Body);
        http.Response.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
            http.Response.Headers[name] = value;
        if (bytes.Length > 0)
            http.Response.ContentType = response.ContentType;
        if (HttpMethods.IsHead(http.Request.Method) || response.Status is 204 or 304)
            return;
        http.Response.Headers.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
