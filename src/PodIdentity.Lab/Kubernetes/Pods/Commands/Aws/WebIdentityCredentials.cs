using PodIdentity.Lab.Kubernetes.AwsClient;

namespace PodIdentity.Lab.Kubernetes.Pods.Commands.Aws;

/// <summary>IAM roles for service accounts: the token is exchanged at STS, without a signature.</summary>
internal sealed class WebIdentityCredentials(HttpClient http, INodeNetwork network, RunningContainer container)
{
    private const string Operation = "AssumeRoleWithWebIdentity";

    public async Task<AwsCredentials?> GetAsync(CancellationToken cancellationToken)
    {
        if (container.Variable("AWS_WEB_IDENTITY_TOKEN_FILE") is not { } file || container.Variable("AWS_ROLE_ARN") is not { } role) return null;
        var token = container.Files.Read(file)
            ?? throw new AwsCliException(AwsCliException.GeneralError, $"[Errno 2] No such file or directory: '{file}'");
        using var body = new FormUrlEncodedContent(
        [
            new("Action", Operation),
            new("Version", "2011-06-15"),
            new("RoleArn", role),
            new("RoleSessionName", container.Variable("AWS_ROLE_SESSION_NAME") ?? $"botocore-session-{Guid.NewGuid():N}"[..27]),
            new("WebIdentityToken", token),
        ]);
        using var response = await http.PostAsync(network.Aws, body, cancellationToken);
        var answer = AwsSession.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        if (!response.IsSuccessStatusCode || answer is null)
        {
            var (code, message) = AwsSession.Error(answer, response.StatusCode);
            throw AwsCliException.FromService(code, Operation, message);
        }

        var credentials = answer.Descendants().First(element => element.Name.LocalName == "Credentials");
        return new AwsCredentials(
            credentials.Text("AccessKeyId"), credentials.Text("SecretAccessKey"), credentials.Text("SessionToken"), "assume-role-with-web-identity");
    }
}
