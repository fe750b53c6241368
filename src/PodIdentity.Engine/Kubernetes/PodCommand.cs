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
    // No command run here prints more than a list of buckets; an endless answer must not fill the memory.
    private const int LongestOutput = 1024 * 1024;

    /// <summary>Runs the command to its end.</summary>
    public static async Task<CommandResult> RunAsync(IKubernetes client, V1Pod pod, string? container, string[] command, CancellationToken cancellationToken)
    {
        var (name, @namespace) = (pod.Metadata.Name, pod.Metadata.NamespaceProperty);
        try
        {
            using var socket = await client.WebSocketNamespacedPodExecAsync(
                name, @namespace, command, container ?? pod.Spec.Containers[0].Name, stderr: true, stdin: false, stdout: true, tty: false, WebSocketProtocol.V4BinaryWebsocketProtocol, cancellationToken: cancellationToken).ConfigureAwait(false);
            using var channels = new StreamDemuxer(socket, StreamType.RemoteCommand, ownsSocket: false);
            var output = channels.GetStream(ChannelIndex.StdOut, null);
            var error = channels.GetStream(ChannelIndex.StdErr, null);
            var status = channels.GetStream(ChannelIndex.Error, null);
            channels.Start();
            var texts = await Task.WhenAll(ReadAsync(output, cancellationToken), ReadAsync(error, cancellationToken), ReadAsync(status, cancellationToken)).ConfigureAwait(false);
            return new CommandResult(ExitCode(texts[2], pod, command), texts[0], texts[1]);
        }
        catch (Exception e) when (e is WebSocketException or HttpOperationException)
        {
            throw Refused(e, $"{@namespace}/{name}");
        }
    }

    private static async Task<string> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream);
        var text = new StringBuilder();
        var chunk = new char[4096];
        int read;
        while (text.Length < LongestOutput && (read = await reader.ReadAsync(chunk.AsMemory(), cancellationToken).ConfigureAwait(false)) > 0)
        {
            text.Append(chunk, 0, read);
        }

        return text.ToString();
    }

    /// <summary>Reads the Status object that ends a command.</summary>
    private static int ExitCode(string status, V1Pod pod, string[] command)
    {
        var parsed = string.IsNullOrWhiteSpace(status) ? null : KubernetesJson.Deserialize<V1Status>(status);
        if (parsed?.Status == "Success")
        {
            return 0;
        }

        var cause = parsed?.Details?.Causes?.FirstOrDefault(c => c.Reason == "ExitCode")?.Message;
        if (int.TryParse(cause, out var code))
        {
            return code;
        }

        throw new PodIdentityException(
            "CommandNotStarted",
            ErrorKind.ResourceUnavailable,
            $"{pod.Metadata.NamespaceProperty}/{pod.Metadata.Name}",
            $"`{command[0]}` could not be run in pod {pod.Metadata.Name}: {Errors.Shown(parsed?.Message ?? "the connection ended without a result")}",
            "Use a pod whose image holds the AWS CLI, or leave -PodName out: a probe pod that has it is then made.");
    }

    private static PodIdentityException Refused(Exception e, string pod) => e is HttpOperationException { Response.StatusCode: HttpStatusCode.Forbidden } || e.Message.Contains("403", StringComparison.Ordinal)
        ? new("ExecForbidden", ErrorKind.PermissionDenied, pod, $"Commands may not be run in pod {pod}: {ServerText(e)}", "Allow `get` and `create` on `pods/exec` in the namespace.", e)
        : new("ExecFailed", ErrorKind.ConnectionError, pod, $"The command in pod {pod} could not be followed: {ServerText(e)}", "Run the command again.", e);

    private static string ServerText(Exception e) => Errors.Shown((e as HttpOperationException)?.Response.Content is { Length: > 0 } content ? KubernetesErrors.MessageOf(content) : e.Message);
}
