namespace PodIdentity.Lab.Kubernetes.Pods.Commands;

/// <summary><c>cat</c> over the container's own files.</summary>
internal static class CatCommand
{
    public static async Task<int> RunAsync(
        RunningContainer container, List<string> arguments, CommandStreams streams, CancellationToken cancellationToken)
    {
        var exitCode = 0;
        foreach (var path in arguments.Count == 0 ? ["-"] : arguments)
        {
            if (path == "-")
            {
                if (streams.Input is not null) await streams.Input.CopyToAsync(streams.Output, cancellationToken);
            }
            else if (container.Files.Read(path) is { } text)
            {
                await streams.WriteAsync(text, cancellationToken);
            }
            else
            {
                var reason = container.Files.IsDirectory(path) ? "Is a directory" : "No such file or directory";
                await streams.WriteErrorAsync($"cat: {path}: {reason}\n", cancellationToken);
                exitCode = 1;
            }
        }

        return exitCode;
    }
}
