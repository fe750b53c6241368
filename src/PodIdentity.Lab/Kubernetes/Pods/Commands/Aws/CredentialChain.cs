using PodIdentity.Lab.Kubernetes.AwsClient;

namespace PodIdentity.Lab.Kubernetes.Pods.Commands.Aws;

/// <summary>Where credentials come from, in botocore's order: environment, web identity, shared file, container endpoint, the node's metadata.</summary>
internal sealed class CredentialChain(HttpClient http, INodeNetwork network, RunningContainer container)
{
    public async Task<AwsCredentials?> ResolveAsync(CancellationToken cancellationToken) =>
        FromEnvironment()
        ?? await new WebIdentityCredentials(http, network, container).GetAsync(cancellationToken)
        ?? FromSharedFile()
        ?? await new ContainerCredentials(http, network, container).GetAsync(cancellationToken)
        ?? await FromMetadataAsync(cancellationToken);

    private AwsCredentials? FromEnvironment()
    {
        if (container.Variable("AWS_ACCESS_KEY_ID") is not { } id) return null;
        var secret = container.Variable("AWS_SECRET_ACCESS_KEY")
            ?? throw new AwsCliException(AwsCliException.GeneralError, "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY");
        return new AwsCredentials(id, secret, container.Variable("AWS_SESSION_TOKEN"), "env");
    }

    private AwsCredentials? FromSharedFile()
    {
        var home = container.Variable("HOME") ?? "/root";
        var path = container.Variable("AWS_SHARED_CREDENTIALS_FILE") ?? $"{home.TrimEnd('/')}/.aws/credentials";
        if (container.Files.Read(path) is not { } text) return null;
        var profile = Profile(text, container.Variable("AWS_PROFILE") ?? "default");
        return profile.TryGetValue("aws_access_key_id", out var id) && profile.TryGetValue("aws_secret_access_key", out var secret)
            ? new AwsCredentials(id, secret, profile.GetValueOrDefault("aws_session_token"), "shared-credentials-file")
            : null;
    }

    private static Dictionary<string, string> Profile(string text, string name)
    {
        var settings = new Dictionary<string, string>();
        var inProfile = false;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith('[')) inProfile = line.Trim('[', ']').Trim() == name;
            else if (inProfile && line.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, var value]) settings[key] = value;
        }

        return settings;
    }

    private async Task<AwsCredentials?> FromMetadataAsync(CancellationToken cancellationToken) =>
        string.Equals(container.Variable("AWS_EC2_METADATA_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
            ? null
            : await new InstanceMetadata(http, network.Metadata(container.Node)).GetCredentialsAsync(cancellationToken);
}
