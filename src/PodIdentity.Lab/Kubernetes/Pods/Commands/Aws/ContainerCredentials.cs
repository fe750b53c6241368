using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.AwsClient;

namespace PodIdentity.Lab.Kubernetes.Pods.Commands.Aws;

/// <summary>The container credential endpoint, as botocore asks it. The agent's link-local address leads to the agent on the pod's node.</summary>
internal sealed class ContainerCredentials(HttpClient http, INodeNetwork network, RunningContainer container)
{
    private const int Attempts = 3;

    // A second in botocore; shortened, because nothing on loopback gets better by waiting longer.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly string[] AgentHosts = ["169.254.170.23", "fd00:ec2::23"];
    private static readonly string[] AllowedHosts = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"];

    public async Task<AwsCredentials?> GetAsync(CancellationToken cancellationToken)
    {
        if (Address() is not { } address) return null;
        CheckHost(address);
        var authorization = AuthorizationToken();
        var error = "";
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (attempt > 1) await Task.Delay(Pause, cancellationToken);
            var (body, problem) = await AskAsync(address, authorization, cancellationToken);
            if (body is not null) return Parse(body);
            error = problem;
        }

        throw Failed(error);
    }

    public static bool IsAgent(Uri address) => AgentHosts.Contains(address.Host.Trim('[', ']'));

    public static bool IsAllowed(Uri address)
    {
        var host = address.Host.Trim('[', ']');
        return address.Scheme == Uri.UriSchemeHttps
            || AllowedHosts.Contains(host)
            || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }

    private Uri? Address() =>
        container.Variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is { } relative ? new Uri("http://169.254.170.2" + relative)
        : container.Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") is { } full ? new Uri(full)
        : null;

    private static void CheckHost(Uri address)
    {
        if (IsAllowed(address)) return;
        throw new AwsCliException(
            AwsCliException.GeneralError,
            $"Unsupported host '{address.Host.Trim('[', ']')}'.  Can only retrieve metadata from a loopback address or one of these hosts: {string.Join(", ", AllowedHosts)}");
    }

    private string? AuthorizationToken()
    {
        var file = container.Variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
        if (file is null) return container.Variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        var token = container.Files.Read(file)
            ?? throw new AwsCliException(AwsCliException.GeneralError, $"[Errno 2] No such file or directory: '{file}'");
        return token.AsSpan().IndexOfAny('\r', '\n') < 0
            ? token
            : throw new AwsCliException(AwsCliException.GeneralError, "Auth token value is not a legal header value");
    }

    private async Task<(string? Body, string Problem)> AskAsync(Uri address, string? authorization, CancellationToken cancellationToken)
    {
        // Only the agent is there: no other address leads anywhere from within a pod.
        const string Error = "Received error when attempting to retrieve container metadata: ";
        var unreachable = $"{Error}Could not connect to the endpoint URL: \"{address}\"";
        if (!IsAgent(address) || network.CredentialsAgent(container.Pod) is not { } agent) return (null, unreachable);

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(agent, address.PathAndQuery));
        request.Headers.Accept.ParseAdd("application/json");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            var body = await response.Content.ReadAsStringAsync(patience.Token);
            return response.StatusCode == HttpStatusCode.OK
                ? (body, "")
                : (null, $"Received non 200 response {(int)response.StatusCode} from container metadata: {body}");
        }
        catch (HttpRequestException refused) when (refused.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return (null, unreachable);
        }
        catch (HttpRequestException)
        {
            return (null, $"{Error}Connection was closed before we received a valid response from endpoint URL: \"{address}\".");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"{Error}Read timeout on endpoint URL: \"{address}\"");
        }
    }

    private static AwsCredentials Parse(string body)
    {
        try
        {
            var found = JsonNode.Parse(body);
            if (found.Text("AccessKeyId") is { } id && found.Text("SecretAccessKey") is { } secret)
                return new AwsCredentials(id, secret, found.Text("Token"), "container-role");
        }
        catch (JsonException)
        {
            // Reported below, as what is not JSON.
        }

        throw Failed("Unable to parse JSON returned from container metadata services");
    }

    private static AwsCliException Failed(string error) => new(
        AwsCliException.GeneralError,
        $"Error when retrieving credentials from container-role: Error retrieving metadata: {error}");
}
