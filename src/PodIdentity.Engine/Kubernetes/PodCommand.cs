using System.Net;
using System.Net.WebSockets;
using System.Text;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>What a command in a pod left behind.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>Runs a program in a container, without a shell.</summary>
internal static class PodCommand
{
    /// <summary>More than this is not read: an endless answer must not fill the memory.</summary>
    public const int LongestOutput = 1024 * 1024;

    // Channels of the protocol, the first byte of each message.
    private const int Output = 1;
    private const int Error = 2;
    private const int Status = 3;

    // Container runtimes that start a helper first report a program that is not there as its exit code.
    private const int NotExecutable = 126;
    private const int NotFound = 127;

    private static readonly string[] MissingTexts = ["executable file not found", "no such file or directory", "not found in $PATH"];

    /// <summary>Runs the command to its end, or until it has printed as much as is wanted.</summary>
    public static async Task<CommandResult> RunAsync(
        IKubernetes client, V1Pod pod, string container, string[] command, CancellationToken cancellationToken, int longestOutput = LongestOutput)
    {
        try
        {
            using var socket = await client.WebSocketNamespacedPodExecAsync(
                pod.Metadata.Name, pod.Metadata.NamespaceProperty, command, container, stderr: true, stdin: false, stdout: true, tty: false,
                WebSocketProtocol.V4BinaryWebsocketProtocol, cancellationToken: cancellationToken).ConfigureAwait(false);
            var texts = await ReadAsync(socket, longestOutput, cancellationToken).ConfigureAwait(false);
            var isCut = texts[Output].Length >= longestOutput;
            var result = new CommandResult(isCut ? 0 : ExitCode(Encoding.UTF8.GetString(texts[Status].ToArray()), pod, container, command), Text(Output), Text(Error));
            return result.ExitCode is NotExecutable or NotFound && IsMissing(result.Output + result.Error) ? throw NotStarted(pod, container, command, result.Output + result.Error) : result;

            string Text(int channel) => Encoding.UTF8.GetString(texts[channel].ToArray());
        }
        catch (Exception e) when (e is WebSocketException or HttpOperationException && !cancellationToken.IsCancellationRequested)
        {
            throw Refused(e, pod, container);
        }
    }

    private static async Task<MemoryStream[]> ReadAsync(WebSocket socket, int longestOutput, CancellationToken cancellationToken)
    {
        MemoryStream[] texts = [new(), new(), new(), new()];
        var buffer = new byte[16 * 1024];
        var channel = -1;
        while (texts[Output].Length < longestOutput && texts[Error].Length < LongestOutput)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                break;
            }

            // Only the beginning of a message, which may come in parts, says whose it is.
            var isStart = channel < 0;
            if (isStart && received.Count > 0)
            {
                channel = buffer[0];
            }

            if (channel is Output or Error or Status)
            {
                texts[channel].Write(buffer, isStart ? 1 : 0, received.Count - (isStart ? 1 : 0));
            }

            if (received.EndOfMessage)
            {
                channel = -1;
            }
        }

        return texts;
    }

    /// <summary>Reads the Status object that ends a command.</summary>
    private static int ExitCode(string status, V1Pod pod, string container, string[] command)
    {
        var parsed = string.IsNullOrWhiteSpace(status) ? null : KubernetesJson.Deserialize<V1Status>(status);
        if (parsed?.Status == "Success")
        {
            return 0;
        }

        var cause = parsed?.Details?.Causes?.FirstOrDefault(c => c.Reason == "ExitCode")?.Message;
        return int.TryParse(cause, out var code) ? code : throw NotStarted(pod, container, command, parsed?.Message ?? "the connection ended without a result");
    }

    private static bool IsMissing(string text) => MissingTexts.Any(missing => text.Contains(missing, StringComparison.Ordinal));

    private static PodIdentityException NotStarted(V1Pod pod, string container, string[] command, string why)
    {
        var others = pod.Spec.Containers.Select(c => c.Name).Where(name => name != container).ToList();
        var way = others.Count > 0 ? $"Give the container that has it as -ContainerName ({string.Join(", ", others)}), or leave" : "Use a pod whose image holds it, or leave";
        return IsMissing(why)
            ? new(
                command[0] == "aws" ? "AwsCliNotFound" : "CommandNotFound", ErrorKind.ObjectNotFound, TargetOf(pod),
                $"Container '{container}' of pod {pod.Metadata.Name} has no `{command[0]}`: {Errors.Told(why.Trim())}", $"{way} -PodName out: a probe pod is then made, from an image with the AWS CLI.")
            : new(
                "CommandNotStarted", ErrorKind.ResourceUnavailable, TargetOf(pod),
                $"`{command[0]}` could not be run in container '{container}' of pod {pod.Metadata.Name}: {Errors.Told(why.Trim())}", $"{way} -PodName out: a probe pod is then made, from an image with the AWS CLI.");
    }

    private static PodIdentityException Refused(Exception e, V1Pod pod, string container)
    {
        var refused = e as HttpOperationException;
        var text = Errors.Told(refused?.Response.Content is { Length: > 0 } content ? KubernetesErrors.MessageOf(content) : e.Message);
        var target = TargetOf(pod);
        return refused?.Response.StatusCode switch
        {
            HttpStatusCode.Forbidden => Forbidden(),
            _ when e.Message.Contains("403", StringComparison.Ordinal) => Forbidden(),
            HttpStatusCode.NotFound when text.StartsWith("pods ", StringComparison.Ordinal) => new(
                "PodNotFound", ErrorKind.ObjectNotFound, target, $"Pod {target} is gone: {text}", "Run the command again; with -PodName, give a pod that stays.", e),
            HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.InternalServerError when text.Contains("container", StringComparison.Ordinal) => ContainerNotRunning(pod, container, text),
            _ => new("ExecFailed", ErrorKind.ConnectionError, target, $"The command in pod {target} could not be followed: {text}", "Run the command again; if it fails each time, something between you and the cluster's API server cuts WebSocket connections.", e),
        };

        PodIdentityException Forbidden() => new(
            "ExecForbidden", ErrorKind.PermissionDenied, target, $"Commands may not be run in pod {target}: {text}", "Allow `get` and `create` on `pods/exec` in the namespace: commands run over a web socket, which newer clusters ask both for.", e);
    }

    /// <summary>The container does not run, so nothing can be run in it.</summary>
    public static PodIdentityException ContainerNotRunning(V1Pod pod, string container, string why) => new(
        "ContainerNotRunning", ErrorKind.ResourceUnavailable, TargetOf(pod),
        $"Container '{container}' of pod {TargetOf(pod)} does not run: {Errors.Told(why)}",
        $"Look at it with `kubectl describe pod {pod.Metadata.Name} -n {pod.Metadata.NamespaceProperty}`, add -Restart to have it started anew, or leave -PodName out to have a probe pod made.");

    private static string TargetOf(V1Pod pod) => $"{pod.Metadata.NamespaceProperty}/{pod.Metadata.Name}";
}
