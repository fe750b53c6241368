using System.Diagnostics;

namespace PodIdentity.Lab.Traffic;

/// <summary>Logs each request and makes it as slow and as faulty as the plan says.</summary>
internal sealed class TrafficControl(LabOptions options, LabClock clock) : ITraffic
{
    private static readonly string[] NotAws = ["kubernetes", "agent", "metadata"];

    public RequestLog Log { get; } = new();

    public FaultPlan Faults { get; } = new();

    public async ValueTask<Fault?> EnterAsync(HttpContext http, string service, string operation, string? caller)
    {
        var entry = Log.Add(clock.GetUtcNow(), service, operation, caller);
        entry.IsDryRun = http.Request.Query["dryRun"].Contains("All");
        var start = Stopwatch.GetTimestamp();
        var dropped = false;
        http.Response.OnCompleted(() =>
        {
            entry.DurationMilliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            entry.Status = dropped ? 0 : http.Response.StatusCode;
            return Task.CompletedTask;
        });

        var (delay, rule) = Faults.Next(service, operation);
        if (!NotAws.Contains(service))
            delay += options.Latency;
        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, http.RequestAborted);
        if (rule is null)
            return null;
        if (rule is { Drop: true, AfterWork: false })
        {
            dropped = true;
            http.Abort();
            throw new OperationCanceledException("The fault plan drops this connection.");
        }

        if (rule.Drop)
            http.Response.OnStarting(() =>
            {
                // The work is done by now and the client shall not see its answer.
                dropped = true;
                http.Abort();
                throw new OperationCanceledException("The fault plan drops this connection.");
            });
        return rule.Drop ? null : new Fault(rule.Status, rule.Code, rule.Message ?? DefaultMessage(rule, service), rule.AfterWork);
    }

    private static string DefaultMessage(FaultRule rule, string service) => rule.Status switch
    {
        429 => "Rate exceeded",
        // These throttle with 400.
        400 when service is "iam" or "sts" && rule.Code is null or "Throttling" => "Rate exceeded",
        503 => "Service Unavailable",
        >= 500 => "An internal error occurred.",
        _ => "The request was refused.",
    };
}
