namespace PodIdentity.Lab.Kubernetes.Pods.Commands;

/// <summary>Programs that print something and end.</summary>
internal static class SimpleCommands
{
    public static readonly IReadOnlySet<string> Names = new HashSet<string> { "env", "printenv", "echo", "hostname", "id", "true", "false" };

    public static async Task<int> RunAsync(
        string name, RunningContainer container, List<string> arguments, CommandStreams streams, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "env" when arguments.Count > 0:
                await streams.WriteErrorAsync($"env: '{arguments[0]}': No such file or directory\n", cancellationToken);
                return 127;
            case "env":
            case "printenv" when arguments.Count == 0:
                await streams.WriteAsync(string.Concat(container.Environment.Select(variable => $"{variable.Key}={variable.Value}\n")), cancellationToken);
                return 0;
            case "printenv":
                return await PrintVariablesAsync(container, arguments, streams, cancellationToken);
            case "echo":
                var newline = arguments is not ["-n", ..];
                await streams.WriteAsync(string.Join(' ', newline ? arguments : arguments.Skip(1)) + (newline ? "\n" : ""), cancellationToken);
                return 0;
            case "hostname":
                await streams.WriteAsync(ContainerEnvironment.HostName(container.Pod) + "\n", cancellationToken);
                return 0;
            case "id":
                await streams.WriteAsync(Identity(container) + "\n", cancellationToken);
                return 0;
            default:
                return name == "true" ? 0 : 1;
        }
    }

    private static async Task<int> PrintVariablesAsync(
        RunningContainer container, List<string> names, CommandStreams streams, CancellationToken cancellationToken)
    {
        var exitCode = 0;
        foreach (var name in names)
        {
            var variable = container.Environment.FirstOrDefault(variable => variable.Key == name);
            if (variable.Key is null) exitCode = 1;
            else await streams.WriteAsync(variable.Value + "\n", cancellationToken);
        }

        return exitCode;
    }

    private static string Identity(RunningContainer container)
    {
        var user = container.Spec.Number("securityContext", "runAsUser") ?? container.Pod.Number("spec", "securityContext", "runAsUser") ?? 0;
        var group = container.Spec.Number("securityContext", "runAsGroup") ?? container.Pod.Number("spec", "securityContext", "runAsGroup") ?? 0;
        return $"uid={Named(user)} gid={Named(group)} groups={Named(group)}";

        static string Named(long id) => id == 0 ? "0(root)" : $"{id}";
    }
}
