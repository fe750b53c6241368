using Microsoft.AspNetCore.Http;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Tests.Eks;

/// <summary>Notes requests; answers with the fault it is given.</summary>
internal sealed class FakeTraffic : ITraffic
{
    public List<string> Entered { get; } = [];

    public Fault? Fault { get; set; }

    public ValueTask<Fault?> EnterAsync(HttpContext http, string service, string operation, string? caller)
    {
        lock (Entered)
            Entered.Add($"{service} {operation} {caller}");
        return ValueTask.FromResult(Fault);
    }
}
