namespace PodIdentity.Lab.Kubernetes.Pods.Commands.Aws;

/// <summary>An end of the <c>aws</c> program with an error. Texts and exit codes are those of AWS CLI version 2, which the pods' image has.</summary>
internal sealed class AwsCliException(int exitCode, string message) : Exception(message)
{
    public const int UsageError = 252;
    public const int ConfigurationError = 253;
    public const int ServiceError = 254;
    public const int GeneralError = 255;

    public int ExitCode { get; } = exitCode;

    public static AwsCliException FromService(string code, string operation, string message, int retries = 0) => new(
        ServiceError,
        $"An error occurred ({code}) when calling the {operation} operation{(retries > 0 ? $" (reached max retries: {retries})" : "")}: {message}");

    public static AwsCliException Usage(string problem) => new(
        UsageError,
        "usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]\n"
            + "To see help text, you can run:\n\n  aws help\n  aws <command> help\n  aws <command> <subcommand> help\n\n" + problem);

    public static AwsCliException NoCredentials() => new(
        ConfigurationError,
        "Unable to locate credentials. You can configure credentials by running \"aws configure\".");

    public static AwsCliException NoRegion() => new(
        ConfigurationError,
        "You must specify a region. You can also configure your region by running \"aws configure\".");
}
