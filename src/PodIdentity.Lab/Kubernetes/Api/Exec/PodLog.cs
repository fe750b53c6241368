using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Pods;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api.Exec;

/// <summary>The log of a container, whole, its last lines, or as it grows.</summary>
internal sealed class PodLog(IObjectStore store, IPodRuntime runtime, CancellationToken stopping)
{
    public IResult Read(ApiRequest request)
    {
        var pod = store.Get(ResourceType.Pods.Plural, request.Namespace, request.Name!) ?? throw ApiErrors.NotFound(ResourceType.Pods, request.Name!);
        var container = ContainerChoice.Choose(pod, request.Query["container"].ToString());
        var (tail, limit) = (request.Number("tailLines"), request.Number("limitBytes"));
        if (request.Flag("previous"))
            throw ApiErrors.BadRequest($"previous terminated container \"{container}\" in pod \"{pod.Name()}\" not found");
        CheckStarted(pod, container);
        return new StreamedResponse(http => request.Flag("follow")
            ? FollowAsync(http, pod, container)
            : WriteAsync(http, pod, container, tail, limit));
    }

    private static void CheckStarted(JsonObject pod, string container)
    {
        if (string.IsNullOrEmpty(pod.Text("spec", "nodeName")))
            throw ApiErrors.BadRequest($"pod {pod.Name()} does not have a host assigned");
        if (pod.Text("status", "phase") != "Pending")
            return;
        var status = pod.Items("status", "containerStatuses").Concat(pod.Items("status", "initContainerStatuses"))
            .FirstOrDefault(status => status.Text("name") == container);
        if (status.At("state", "running") is not null || status.At("state", "terminated") is not null)
            return;
        throw ApiErrors.BadRequest(
            $"container \"{container}\" in pod \"{pod.Name()}\" is waiting to start: {status.Text("state", "waiting", "reason") ?? "ContainerCreating"}");
    }

    private async Task WriteAsync(HttpContext http, JsonObject pod, string container, long? tail, long? limit)
    {
        using var buffer = new MemoryStream();
        await runtime.WriteLogAsync(pod, container, follow: false, buffer, http.RequestAborted);
        var bytes = Tail(buffer.ToArray(), tail);
        if (limit < bytes.Length)
            bytes = bytes[..(int)limit];
        http.Response.ContentType = "text/plain";
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private async Task FollowAsync(HttpContext http, JsonObject pod, string container)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        http.Response.ContentType = "text/plain";
        await http.Response.StartAsync(ending.Token);
        try
        {
            await using var output = new FlushingStream(http.Response.Body);
            await runtime.WriteLogAsync(pod, container, follow: true, output, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The reader left or the server stops.
        }
    }

    private static byte[] Tail(byte[] log, long? lines)
    {
        if (lines is null)
            return log;
        var start = log.Length;
        for (var found = 0L; start > 0; start--)
        {
            // The line break that ends the last line does not begin another.
            if (log[start - 1] == (byte)'\n' && start != log.Length && ++found >= lines)
                break;
        }
        return lines == 0 ? [] : log[start..];
    }
}
