namespace PodIdentity.Lab.Kubernetes.Pods.Commands.Aws;

/// <summary>A small AWS CLI: a real client of the AWS endpoint with a real credential chain.</summary>
internal sealed class BuiltInAws(HttpClient http, INodeNetwork network, LabClock clock) : IAwsCommand
{
    private const string VersionText = "aws-cli/2.31.0 Python/3.13.7 Linux/6.1.155 exe/x86_64.amzn.2023\n";

    public async Task<int> RunAsync(RunningContainer container, IReadOnlyList<string> arguments, CommandStreams streams, CancellationToken cancellationToken)
    {
        try
        {
            var parsed = AwsArguments.Parse(arguments, container.Variable("AWS_DEFAULT_OUTPUT"));
            if (parsed.Version)
            {
                await streams.WriteAsync(VersionText, cancellationToken);
                return 0;
            }

            var session = new AwsSession(http, network, clock, container, parsed.Region);
            await streams.WriteAsync(await RunAsync(session, parsed, cancellationToken), cancellationToken);
            return 0;
        }
        catch (AwsCliException error)
        {
            if (error.Message.Length > 0) await streams.WriteErrorAsync($"\n{error.Message}\n", cancellationToken);
            return error.ExitCode;
        }
    }

    private static Task<string> RunAsync(AwsSession session, AwsArguments arguments, CancellationToken cancellationToken) => arguments.Words switch
    {
        ["s3", "ls"] => S3Commands.ListBucketsAsync(session, cancellationToken),
        ["s3", "ls", var path] => S3Commands.ListAsync(session, path, arguments.Recursive, cancellationToken),
        ["s3api", "list-buckets"] => S3Commands.ListBucketsInDetailAsync(session, arguments.Output, cancellationToken),
        ["sts", "get-caller-identity"] => CallerIdentityCommand.RunAsync(session, arguments.Output, cancellationToken),
        ["configure", "list"] => ConfigureListCommand.RunAsync(session, arguments, cancellationToken),
        [] => throw AwsCliException.Usage("aws: error: the following arguments are required: command"),
        [var command] => throw AwsCliException.Usage($"aws: error: argument command: Found invalid choice '{command}'"),
        [_, var operation, ..] => throw AwsCliException.Usage($"aws: error: argument operation: Found invalid choice '{operation}'"),
    };
}
