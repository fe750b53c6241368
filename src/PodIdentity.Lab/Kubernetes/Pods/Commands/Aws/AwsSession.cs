using System.Net;
using System.Xml;
using System.Xml.Linq;
using PodIdentity.Lab.Kubernetes.AwsClient;

namespace PodIdentity.Lab.Kubernetes.Pods.Commands.Aws;

/// <summary>One run of <c>aws</c>: credentials found once, requests signed, refusals turned into the program's errors.</summary>
internal sealed class AwsSession(HttpClient http, INodeNetwork network, LabClock clock, RunningContainer container, string? regionOption)
{
    private const int Attempts = 3;

    private AwsCredentials? _credentials;

    public RunningContainer Container => container;

    public async Task<AwsCredentials?> FindCredentialsAsync(CancellationToken cancellationToken) =>
        _credentials ??= await new CredentialChain(http, network, container).ResolveAsync(cancellationToken);

    /// <summary>From the option, the environment, or the node's metadata.</summary>
    public async Task<string?> FindRegionAsync(CancellationToken cancellationToken) =>
        regionOption
        ?? container.Variable("AWS_REGION")
        ?? container.Variable("AWS_DEFAULT_REGION")
        ?? await new InstanceMetadata(http, network.Metadata(container.Node)).GetRegionAsync(cancellationToken);

    public async Task<XElement> SendAsync(
        string service, string operation, HttpMethod method, string pathAndQuery, byte[] body, CancellationToken cancellationToken)
    {
        var region = await FindRegionAsync(cancellationToken) ?? (service == "s3" ? "us-east-1" : throw AwsCliException.NoRegion());
        var credentials = await FindCredentialsAsync(cancellationToken) ?? throw AwsCliException.NoCredentials();
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, new Uri(network.Aws, pathAndQuery));
            if (method == HttpMethod.Post)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
            }

            RequestSigner.Sign(request, body, credentials, region, service, clock.GetUtcNow());
            using var response = await SendAsync(request, cancellationToken);
            var answer = Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            if (response.IsSuccessStatusCode && answer is not null) return answer;

            var (code, message) = Error(answer, response.StatusCode);
            var isTransient = (int)response.StatusCode >= 500 || response.StatusCode == HttpStatusCode.TooManyRequests || code is "Throttling" or "ThrottlingException";
            if (!isTransient) throw AwsCliException.FromService(code, operation, message);
            if (attempt == Attempts) throw AwsCliException.FromService(code, operation, message, Attempts - 1);
            await Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), cancellationToken);
        }
    }

    /// <summary>Code and text of an error response of S3 or a Query service.</summary>
    public static (string Code, string Message) Error(XElement? answer, HttpStatusCode status)
    {
        var error = answer?.Name.LocalName == "Error" ? answer : answer?.Child("Error");
        return (error?.Child("Code")?.Value ?? $"{(int)status}", error?.Child("Message")?.Value ?? status.ToString());
    }

    public static XElement? Parse(string body)
    {
        try
        {
            return XElement.Parse(body);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
        {
            throw new AwsCliException(AwsCliException.GeneralError, $"Could not connect to the endpoint URL: \"{request.RequestUri}\"");
        }
        catch (HttpRequestException)
        {
            throw new AwsCliException(
                AwsCliException.GeneralError, $"Connection was closed before we received a valid response from endpoint URL: \"{request.RequestUri}\".");
        }
    }
}

/// <summary>Elements by local name: S3 answers errors without a namespace and results with one.</summary>
internal static class XmlAccess
{
    public static XElement? Child(this XElement parent, string name) => parent.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    public static IEnumerable<XElement> Children(this XElement parent, string name) => parent.Elements().Where(element => element.Name.LocalName == name);

    public static string Text(this XElement parent, string name) => parent.Child(name)?.Value ?? "";
}
