using System.Diagnostics;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Tells the host of each request to the cluster's API server: method, path, status, duration and audit id, never a header or a body.</summary>
internal sealed class RequestTrace(IOperationHost host) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            Tell(request, ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), started, response.Headers.TryGetValues("Audit-Id", out var ids) ? ids.FirstOrDefault() : null);
            return response;
        }
        catch (HttpRequestException e)
        {
            Tell(request, e.HttpRequestError.ToString(), started, null);
            throw;
        }
    }

    private void Tell(HttpRequestMessage request, string outcome, long started, string? auditId) => host.WriteVerbose(
        $"Kubernetes {request.Method} {Errors.Told(request.RequestUri!.PathAndQuery)}: {outcome} in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms{(auditId is null ? "" : $", audit {Errors.Shown(auditId)}")}");
}
