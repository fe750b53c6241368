using System.Diagnostics;

namespace PodIdentity.Lab.Kubernetes.Pods.Commands.Aws;

/// <summary>The machine's own AWS CLI in place of the built-in one. It sees an empty home, the pod's AWS variables and the lab's addresses;
/// nothing of the machine's configuration.</summary>
internal sealed class MachineAws(INodeNetwork network) : IAwsCommand
{
    private static readonly string[][] Allowed =
        [["s3", "ls"], ["s3api", "list-buckets"], ["sts", "get-caller-identity"], ["configure", "list"]];

    private static readonly string[] AllowedOptions =
        ["--region", "--output", "--version", "--debug", "--recursive", "--no-cli-pager", "--no-paginate", "--cli-connect-timeout", "--cli-read-timeout"];

    private static readonly string[] PassedOn =
    [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_DEFAULT_OUTPUT",
        "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_STS_REGIONAL_ENDPOINTS", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_EC2_METADATA_DISABLED",
    ];

    private static readonly string[] TokenFiles = ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"];
    private static readonly string[] SharedKeys = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"];

    public async Task<int> RunAsync(RunningContainer container, IReadOnlyList<string> arguments, CommandStreams streams, CancellationToken cancellationToken)
    {
        if (Refusal(arguments) is { } refusal)
        {
            await streams.WriteErrorAsync($"\n{refusal.Message}\n", cancellationToken);
            return refusal.ExitCode;
        }

        var directory = Directory.CreateTempSubdirectory("pod-");
        try
        {
            return await RunIsolatedAsync(container, arguments, directory.FullName, streams, cancellationToken);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    // Options that read files or call elsewhere would reach the machine.
    private static AwsCliException? Refusal(IReadOnlyList<string> arguments)
    {
        var option = arguments.FirstOrDefault(argument => argument.StartsWith('-') && !AllowedOptions.Contains(argument));
        if (option is not null) return AwsCliException.Usage($"Unknown options: {option}");
        var reference = arguments.FirstOrDefault(argument => argument.Contains("://", StringComparison.Ordinal) && !argument.StartsWith("s3://", StringComparison.Ordinal));
        if (reference is not null) return AwsCliException.Usage($"aws: error: not available in the lab: {reference}");
        var words = arguments.Where(argument => !argument.StartsWith('-')).Take(2);
        if (arguments.Contains("--version") || Array.Exists(Allowed, allowed => allowed.SequenceEqual(words))) return null;
        return AwsCliException.Usage($"aws: error: argument operation: Found invalid choice '{arguments.ElementAtOrDefault(1)}'");
    }

    private async Task<int> RunIsolatedAsync(
        RunningContainer container, IReadOnlyList<string> arguments, string home, CommandStreams streams, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("aws", arguments)
        {
            WorkingDirectory = home,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        foreach (var (name, value) in Environment(container, home)) start.Environment[name] = value;

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var reading = process.StandardError.ReadToEndAsync(cancellationToken);
            await Task.WhenAll(
                process.StandardOutput.BaseStream.CopyToAsync(streams.Output, cancellationToken), reading, process.WaitForExitAsync(cancellationToken));
            var error = AsSeenInPod(container, await reading);
            await streams.WriteErrorAsync(error, cancellationToken);
            return ExitCodeOfVersion2(process.ExitCode, error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    // The program was sent elsewhere; a pod knows only the address that it was given.
    private string AsSeenInPod(RunningContainer container, string error) =>
        container.Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") is { Length: > 0 } given && CredentialsUri(container) is { } asked
            ? error.Replace(asked, given, StringComparison.Ordinal)
            : error;

    // Version 1 ends every error with 255. The pods' image has version 2, which tells them apart, and so does the built-in program.
    private static int ExitCodeOfVersion2(int exitCode, string error) =>
        exitCode != AwsCliException.GeneralError ? exitCode
        : error.Contains("An error occurred (", StringComparison.Ordinal) ? AwsCliException.ServiceError
        : error.Contains("Unable to locate credentials", StringComparison.Ordinal) || error.Contains("You must specify a region", StringComparison.Ordinal) ? AwsCliException.ConfigurationError
        : exitCode;

    private IEnumerable<KeyValuePair<string, string>> Environment(RunningContainer container, string home)
    {
        foreach (var name in PassedOn)
            if (container.Variable(name) is { } value) yield return new(name, value);
        foreach (var name in TokenFiles)
            if (container.Variable(name) is { } path) yield return new(name, WriteFile(home, name, container.Files.Read(path)));
        if (CredentialsUri(container) is { } uri) yield return new("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri);
        yield return new("AWS_SHARED_CREDENTIALS_FILE", WriteFile(home, "credentials", SharedCredentials(container)));
        yield return new("AWS_CONFIG_FILE", Path.Combine(home, "config"));
        yield return new("AWS_ENDPOINT_URL", network.Aws.ToString().TrimEnd('/'));
        yield return new("AWS_EC2_METADATA_SERVICE_ENDPOINT", network.Metadata(container.Node).ToString());
        yield return new("AWS_PAGER", "");
        yield return new("HOME", home);
        yield return new("TZ", "UTC");
    }

    // An address that botocore refuses stays as it is; one that it would ask is the node's agent or leads nowhere.
    private string? CredentialsUri(RunningContainer container)
    {
        if (container.Variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is not null) return network.Closed.ToString();
        if (container.Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") is not { } text) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) return text;
        if (ContainerCredentials.IsAgent(uri)) return new Uri(network.CredentialsAgent(container.Pod) ?? network.Closed, uri.PathAndQuery).ToString();
        return ContainerCredentials.IsAllowed(uri) ? network.Closed.ToString() : text;
    }

    // Keys only: a profile could name a program to run.
    private static string? SharedCredentials(RunningContainer container)
    {
        var path = container.Variable("AWS_SHARED_CREDENTIALS_FILE") ?? $"{container.Variable("HOME")?.TrimEnd('/')}/.aws/credentials";
        var lines = container.Files.Read(path)?.Split('\n', StringSplitOptions.TrimEntries);
        return lines is null
            ? null
            : string.Join('\n', lines.Where(line => line.StartsWith('[') || SharedKeys.Contains(line.Split('=')[0].Trim())));
    }

    // A file that the container does not have stays missing.
    private static string WriteFile(string home, string name, string? content)
    {
        var target = Path.Combine(home, name);
        if (content is not null) File.WriteAllText(target, content);
        return target;
    }
}
