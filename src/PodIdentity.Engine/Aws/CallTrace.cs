using System.Collections.Concurrent;
using System.Diagnostics;
using Amazon.Runtime;

namespace PodIdentity.Engine.Aws;

/// <summary>Tells the host of each AWS call once it is over: service, operation, outcome, duration (retries included) and request id, never a value.</summary>
internal sealed class CallTrace(IOperationHost host)
{
    private readonly ConcurrentDictionary<AmazonWebServiceRequest, long> _started = new();

    /// <summary>Listens to a client.</summary>
    public T Attach<T>(T client)
        where T : AmazonServiceClient
    {
        client.BeforeRequestEvent += (_, e) => Begin(e);
        client.AfterResponseEvent += (_, e) => End(e);
        client.ExceptionEvent += (_, e) => End(e);
        return client;
    }

    private void Begin(RequestEventArgs e)
    {
        if (e is WebServiceRequestEventArgs call)
        {
            _started[call.Request] = Stopwatch.GetTimestamp();
        }
    }

    private void End(ResponseEventArgs e)
    {
        if (e is WebServiceResponseEventArgs call)
        {
            Tell(call.Request, "done", call.Response.ResponseMetadata?.RequestId);
        }
    }

    private void End(ExceptionEventArgs e)
    {
        if (e is WebServiceExceptionEventArgs call)
        {
            var known = call.Exception as AmazonServiceException;
            Tell(call.Request, known?.ErrorCode ?? call.Exception.GetType().Name, known?.RequestId);
        }
    }

    private void Tell(AmazonWebServiceRequest request, string outcome, string? requestId)
    {
        var elapsed = _started.TryRemove(request, out var started) ? Stopwatch.GetElapsedTime(started) : TimeSpan.Zero;
        var type = request.GetType();
        var service = type.Namespace!.Split('.')[1] switch { "IdentityManagement" => "IAM", "SecurityToken" => "STS", var name => name };
        var operation = type.Name.EndsWith("Request", StringComparison.Ordinal) ? type.Name[..^"Request".Length] : type.Name;
        host.WriteVerbose($"{service} {operation}: {Errors.Shown(outcome)} in {elapsed.TotalMilliseconds:0} ms{(string.IsNullOrEmpty(requestId) ? "" : $", request {Errors.Shown(requestId)}")}");
    }
}
