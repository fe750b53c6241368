using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Pods.Commands;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Pods;

/// <summary>Runs the processes of containers: their main command, and what is executed in them. Nothing of it runs on the machine.</summary>
internal sealed class PodRuntime(IObjectStore store, ServiceAccountTokens tokens, ContainerCommands commands, ISystemImage systemImage) : IPodRuntime
{
    private const int KilledByTermination = 143;
    private const int CannotStart = 128;

    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh", "busybox"];

    private readonly ConcurrentDictionary<(string PodUid, string Container), LogBuffer> _logs = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _lives = new();

    /// <summary>Starts a container's main process; it ends with the token.</summary>
    public ContainerProcess Start(JsonObject pod, JsonObject container, bool isInit, CancellationToken cancellationToken)
    {
        var log = _logs[(pod.Uid(), container.Text("name") ?? "")] = new LogBuffer();
        if (systemImage.Start(pod, container, log, cancellationToken) is { } system) return system;

        var command = MainCommand(container);
        var isAwsImage = IsAwsCliImage(container);
        var isTool = command.Count > 0 && ContainerCommands.StartFailure(command[0]) is null;
        var exited =
            isTool ? RunMainAsync(pod, container, command, log, cancellationToken)
            : command.Count > 0 && (isAwsImage || IsShell(command[0])) ? Task.FromResult(CannotStartMain(command[0]))
            : isInit ? Task.FromResult(ContainerExit.Of(0))
            : ServeAsync(log, cancellationToken);
        return new ContainerProcess(Task.CompletedTask, exited);
    }

    /// <summary>The pod is gone: what still runs in it ends, its logs go.</summary>
    public void Forget(string podUid)
    {
        if (_lives.TryRemove(podUid, out var life)) life.Cancel();
        foreach (var key in _logs.Keys.Where(key => key.PodUid == podUid))
            if (_logs.TryRemove(key, out var log)) log.Complete();
        tokens.Forget(podUid);
    }

    public async Task<ExecOutcome> ExecAsync(
        JsonObject pod, string? container, IReadOnlyList<string> command, Stream? standardInput, Stream standardOutput, Stream standardError, CancellationToken cancellationToken)
    {
        var spec = FindContainer(pod, container);
        RequireRunning(pod, spec);
        if (command.Count == 0) throw new KubernetesException(400, "BadRequest", "you must specify at least one command for the container");
        if (HasNoPrograms(spec) || ContainerCommands.StartFailure(command[0]) is not null)
            return new ExecOutcome(127, ExecFailure(command[0]));

        var life = _lives.GetOrAdd(pod.Uid(), _ => new CancellationTokenSource());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, life.Token);
        try
        {
            var streams = new CommandStreams(standardInput, standardOutput, standardError);
            return new ExecOutcome(await commands.RunAsync(Inside(pod, spec), command, streams, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ExecOutcome(ContainerExit.Killed.Code);
        }
    }

    public async Task WriteLogAsync(JsonObject pod, string? container, bool follow, Stream output, CancellationToken cancellationToken)
    {
        var spec = FindContainer(pod, container);
        var name = spec.Text("name") ?? "";
        if (!_logs.TryGetValue((pod.Uid(), name), out var log))
            throw new KubernetesException(400, "BadRequest", $"container \"{name}\" in pod \"{pod.Name()}\" is waiting to start: ContainerCreating");
        await log.CopyToAsync(output, follow, cancellationToken);
    }

    private async Task<ContainerExit> RunMainAsync(
        JsonObject pod, JsonObject container, IReadOnlyList<string> command, LogBuffer log, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Yield();
            return ContainerExit.Of(await commands.RunAsync(Inside(pod, container), command, new CommandStreams(null, log, log), cancellationToken));
        }
        catch (OperationCanceledException)
        {
            return ContainerExit.Of(KilledByTermination);
        }
        finally
        {
            log.Complete();
        }
    }

    // A server of some kind, as nearly all images are: it runs until it is stopped and has nothing to say.
    private static async Task<ContainerExit> ServeAsync(LogBuffer log, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        log.Complete();
        return ContainerExit.Of(KilledByTermination);
    }

    private RunningContainer Inside(JsonObject pod, JsonObject container) =>
        new(pod, container, ContainerEnvironment.Of(pod, container), new ContainerFiles(pod, container, store, tokens));

    private static List<string> MainCommand(JsonObject container)
    {
        var command = Words("command");
        if (command.Count == 0 && IsAwsCliImage(container)) command.Add("aws");
        if (command.Count > 0) command.AddRange(Words("args"));
        return command;

        List<string> Words(string name) => [.. (container.At(name) as JsonArray)?.Select(word => word.Text() ?? "") ?? []];
    }

    private static bool IsAwsCliImage(JsonObject container) => Repository(container).EndsWith("aws-cli", StringComparison.Ordinal);

    private static bool HasNoPrograms(JsonObject container) => Repository(container).EndsWith("eks-pod-identity-agent", StringComparison.Ordinal);

    private static string Repository(JsonObject container) => (container.Text("image") ?? "").Split('/')[^1].Split('@')[0].Split(':')[0];

    private static bool IsShell(string program) => Shells.Contains(program.Split('/')[^1]);

    private static ContainerExit CannotStartMain(string program) => new(
        CannotStart,
        "StartError",
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
            + $"unable to start container process: {ContainerCommands.StartFailure(program)}: unknown");

    private static string ExecFailure(string program)
    {
        var failure = ContainerCommands.StartFailure(program) ?? $"exec: \"{program}\": executable file not found in $PATH";
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return $"error executing command in container: failed to exec in container: failed to start exec \"{id}\": "
            + $"OCI runtime exec failed: exec failed: unable to start container process: {failure}: unknown";
    }

    private static JsonObject FindContainer(JsonObject pod, string? name)
    {
        name ??= pod.Annotation("kubectl.kubernetes.io/default-container");
        var containers = pod.Items("spec", "containers").ToList();
        if (string.IsNullOrEmpty(name)) return containers[0];
        return containers.Concat(pod.Items("spec", "initContainers")).FirstOrDefault(container => container.Text("name") == name)
            ?? throw new KubernetesException(400, "BadRequest", $"container {name} is not valid for pod {pod.Name()}");
    }

    private static void RequireRunning(JsonObject pod, JsonObject container)
    {
        var phase = pod.Text("status", "phase");
        if (phase is "Succeeded" or "Failed")
            throw new KubernetesException(400, "BadRequest", $"cannot exec into a container in a completed pod; current phase is {phase}");
        if (string.IsNullOrEmpty(pod.Text("spec", "nodeName")))
            throw new KubernetesException(400, "BadRequest", $"pod {pod.Name()} does not have a host assigned");
        var name = container.Text("name");
        var status = pod.Items("status", "containerStatuses").Concat(pod.Items("status", "initContainerStatuses"))
            .FirstOrDefault(candidate => candidate.Text("name") == name);
        if (status.At("state", "running") is null)
            throw new KubernetesException(500, "InternalError", $"Internal error occurred: unable to upgrade connection: container not found (\"{name}\")");
    }
}
