using System.Net.WebSockets;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Pods;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api.Exec;

/// <summary>Exec over web sockets. All that can be wrong before the command runs is answered plainly, before the upgrade.</summary>
internal sealed class PodExec(IObjectStore store, IPodRuntime runtime, CancellationToken stopping)
{
    private sealed record Command(JsonObject Pod, string Container, string[] Arguments, bool StandardInput, bool StandardOutput, bool StandardError, bool Terminal);

    public IResult Start(ApiRequest request, HttpContext http)
    {
        var command = Read(request);
        if (!http.WebSockets.IsWebSocketRequest)
            throw ApiErrors.BadRequest("Upgrade request required");
        var offered = http.WebSockets.WebSocketRequestedProtocols;
        var protocol = offered.Contains(ExecChannels.Version5) ? ExecChannels.Version5
            : offered.Contains(ExecChannels.Version4) ? ExecChannels.Version4
            : throw ApiErrors.BadRequest($"unable to upgrade: unsupported protocols {string.Join(", ", offered)}, supported are {ExecChannels.Version5}, {ExecChannels.Version4}");
        return new StreamedResponse(context => RunAsync(context, command, protocol));
    }

    private Command Read(ApiRequest request)
    {
        var pod = store.Get(ResourceType.Pods.Plural, request.Namespace, request.Name!) ?? throw ApiErrors.NotFound(ResourceType.Pods, request.Name!);
        var arguments = request.Query["command"].OfType<string>().ToArray();
        if (arguments.Length == 0 || arguments[0].Length == 0)
            throw ApiErrors.BadRequest("you must specify at least one command for the container");
        var command = new Command(pod, ContainerChoice.Choose(pod, request.Query["container"].ToString()), arguments,
            request.Flag("stdin"), request.Flag("stdout"), request.Flag("stderr"), request.Flag("tty"));
        if (!command.StandardInput && !command.StandardOutput && !command.StandardError)
            throw ApiErrors.BadRequest("you must specify at least 1 of stdin, stdout, stderr");
        if (string.IsNullOrEmpty(pod.Text("spec", "nodeName")))
            throw ApiErrors.BadRequest($"pod {pod.Name()} does not have a host assigned");
        if (!IsRunning(pod, command.Container))
            throw new KubernetesException(404, "NotFound", $"container not found (\"{command.Container}\")");
        return command;
    }

    private static bool IsRunning(JsonObject pod, string container)
    {
        var status = pod.Items("status", "containerStatuses").Concat(pod.Items("status", "initContainerStatuses"))
            .FirstOrDefault(status => status.Text("name") == container);
        return status is null ? pod.Text("status", "phase") == "Running" : status.At("state", "running") is not null;
    }

    private async Task RunAsync(HttpContext http, Command command, string protocol)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync(protocol);
        using var channels = new ExecChannels(socket, command.StandardInput);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        var receiving = channels.ReceiveAsync(ending.Token);
        // A client that leaves takes its command along.
        _ = receiving.ContinueWith(_ => ending.CancelAsync(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            var status = await RunAsync(command, channels, ending.Token);
            await channels.EndAsync(status, ending.Token);
            await receiving.WaitAsync(TimeSpan.FromSeconds(5), CancellationToken.None);
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or TimeoutException)
        {
            // Nobody is left to be told.
        }
        socket.Abort();
    }

    private async Task<JsonObject> RunAsync(Command command, ExecChannels channels, CancellationToken cancellationToken)
    {
        var output = command.StandardOutput ? channels.StandardOutput : Stream.Null;
        // A terminal has one output.
        var error = command.Terminal ? output : command.StandardError ? channels.StandardError : Stream.Null;
        try
        {
            var outcome = await runtime.ExecAsync(command.Pod, command.Container, command.Arguments, channels.StandardInput, output, error, cancellationToken);
            return outcome.StartFailure is { } failure ? Failed(failure) : Ended(outcome.ExitCode);
        }
        catch (KubernetesException refused)
        {
            return ApiErrors.Status(refused);
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or WebSocketException))
        {
            return Failed(broken.Message);
        }
    }

    private static JsonObject Ended(int exitCode)
    {
        if (exitCode == 0)
            return new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" };
        return new JsonObject
        {
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = $"command terminated with non-zero exit code: exit status {exitCode}",
            ["reason"] = "NonZeroExitCode",
            ["details"] = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = $"{exitCode}" }) },
        };
    }

    private static JsonObject Failed(string message) => ApiErrors.Status(new KubernetesException(500, "InternalError", $"Internal error occurred: {message}"));
}
