namespace PodIdentity.Lab.Traffic;

/// <summary>The request log and the fault plan, shared by every endpoint of the lab.</summary>
internal interface ITraffic
{
    /// <summary>
    /// Called once per request, as soon as the endpoint knows what is asked and by whom. Notes the request (status and duration follow when
    /// the response ends), waits the latency that applies, and returns the fault to answer with instead of doing the work, if one is due.
    /// A dropped connection is carried out here, by aborting the request.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="service">Signing name of the AWS service, or <c>kubernetes</c>, <c>agent</c>, <c>metadata</c>.</param>
    /// <param name="operation">AWS operation name, or verb and resource such as <c>create pods</c>.</param>
    /// <param name="caller">ARN or user name, null when not known.</param>
    ValueTask<Fault?> EnterAsync(HttpContext http, string service, string operation, string? caller);
}

/// <summary>An answer in place of the real one; the endpoint writes it in the protocol of its service.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Error code, e.g. <c>ThrottlingException</c>; null for the service's usual code for that status.</param>
/// <param name="Message">Error text.</param>
/// <param name="AfterWork">The work is done first and only its answer is lost: what a client sees when a response is cut off.</param>
internal sealed record Fault(int Status, string? Code, string Message, bool AfterWork);
