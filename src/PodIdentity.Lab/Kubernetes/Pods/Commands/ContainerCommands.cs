namespace PodIdentity.Lab.Kubernetes.Pods.Commands;

/// <summary>Every program that a container of the lab has. There is no shell, and none of them touches the machine.</summary>
internal sealed class ContainerCommands(IAwsCommand aws)
{
    private static readonly string[] Directories = ["/usr/local/bin/", "/usr/bin/", "/bin/"];

    /// <summary>Why it cannot be started, in the container runtime's words; null when it can.</summary>
    public static string? StartFailure(string program)
    {
        if (Resolve(program) is not null) return null;
        return program.Contains('/')
            ? $"exec: \"{program}\": stat {program}: no such file or directory"
            : $"exec: \"{program}\": executable file not found in $PATH";
    }

    public Task<int> RunAsync(RunningContainer container, IReadOnlyList<string> command, CommandStreams streams, CancellationToken cancellationToken)
    {
        var arguments = command.Skip(1).ToList();
        return Resolve(command[0]) switch
        {
            "aws" => aws.RunAsync(container, arguments, streams, cancellationToken),
            "cat" => CatCommand.RunAsync(container, arguments, streams, cancellationToken),
            "sleep" => SleepCommand.RunAsync(arguments, streams, cancellationToken),
            { } simple => SimpleCommands.RunAsync(simple, container, arguments, streams, cancellationToken),
            null => throw new ArgumentException("Not a program of the lab's containers.", nameof(command)),
        };
    }

    private static string? Resolve(string program)
    {
        var directory = Array.Find(Directories, known => program.StartsWith(known, StringComparison.Ordinal));
        var name = program[(directory?.Length ?? 0)..];
        return name is "aws" or "cat" or "sleep" || SimpleCommands.Names.Contains(name) ? name : null;
    }
}

/// <summary>The <c>aws</c> program: built in, or the machine's own.</summary>
internal interface IAwsCommand
{
    Task<int> RunAsync(RunningContainer container, IReadOnlyList<string> arguments, CommandStreams streams, CancellationToken cancellationToken);
}
