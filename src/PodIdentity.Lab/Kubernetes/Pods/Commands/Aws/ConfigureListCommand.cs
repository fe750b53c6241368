using System.Text;

namespace PodIdentity.Lab.Kubernetes.Pods.Commands.Aws;

/// <summary><c>aws configure list</c>: shows which link of the credential chain a pod ends up with.</summary>
internal static class ConfigureListCommand
{
    public static async Task<string> RunAsync(AwsSession session, AwsArguments arguments, CancellationToken cancellationToken)
    {
        var credentials = await session.FindCredentialsAsync(cancellationToken);
        var region = arguments.Region is not null ? (Value: arguments.Region, Type: "manual", Location: "--region") : RegionOf(session.Container);
        region = region.Value is null && await session.FindRegionAsync(cancellationToken) is { } found ? (found, "imds", "") : region;

        var lines = new StringBuilder();
        Line("Name", "Value", "Type", "Location");
        Line("----", "-----", "----", "--------");
        Line("profile", session.Container.Variable("AWS_PROFILE"), "env", "['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']");
        Line("access_key", Mask(credentials?.AccessKeyId), credentials?.Method, "");
        Line("secret_key", Mask(credentials?.SecretAccessKey), credentials?.Method, "");
        Line("region", region.Value, region.Type, region.Location);
        return lines.ToString();

        void Line(string name, string? value, string? type, string location) =>
            lines.Append(value is null ? $"{name,10} {"<not set>",24} {"None",16}    None\n" : $"{name,10} {value,24} {type,16}    {location}\n");
    }

    private static (string? Value, string Type, string Location) RegionOf(RunningContainer container) =>
        (container.Variable("AWS_REGION") ?? container.Variable("AWS_DEFAULT_REGION"), "env", "['AWS_REGION', 'AWS_DEFAULT_REGION']");

    private static string? Mask(string? secret) => secret is null ? null : "****************" + secret[^4..];
}
