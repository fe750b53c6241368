using System.Text;

namespace PodIdentity.Lab.Kubernetes.Pods.Commands;

/// <summary>Standard input, output and error of a command.</summary>
internal sealed record CommandStreams(Stream? Input, Stream Output, Stream Error)
{
    public async Task WriteAsync(string text, CancellationToken cancellationToken) =>
        await Output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    public async Task WriteErrorAsync(string text, CancellationToken cancellationToken) =>
        await Error.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
