using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PodIdentity.Lab.Tests.Aws;

namespace PodIdentity.Lab.Tests.World;

/// <summary>How a request to AWS is signed.</summary>
internal enum Signature
{
    None,
    Good,
    Spoilt,
}

/// <summary>A request as it goes out; its text is enough to send it again by hand.</summary>
internal sealed record OddRequest(string Service, string Method, string Target, string Body)
{
    public string? ContentType { get; init; }

    public (string Name, string Value)[] Headers { get; init; } = [];

    public Signature Signature { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder($"{Service}: {Method} {Target} (signature: {Signature}, content type: {ContentType})");
        foreach (var (name, value) in Headers)
            text.Append(CultureInfo.InvariantCulture, $"\n{name}: {value}");
        return text.Append("\n\n").Append(Body).ToString();
    }
}

/// <summary>Sends odd requests to a lab, targets as they are, and tells the status. Throws when there is no answer within the limit.</summary>
internal sealed class RobustnessClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Lab _lab;
    private readonly SignedClient _aws;
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false, UseCookies = false, AllowAutoRedirect = false, SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public RobustnessClient(Lab lab)
    {
        _lab = lab;
        _aws = new SignedClient(lab.Addresses.AwsEndpoint, lab.Addresses.AccessKeyId, lab.Addresses.SecretAccessKey, null);
    }

    /// <summary>Where a request to an agent goes: that of a node.</summary>
    public Uri? Agent { get; set; }

    public void Dispose() => _http.Dispose();

    public async Task<int> SendAsync(OddRequest request)
    {
        if (request.Signature == Signature.None)
            return await SendPlainAsync(request);
        var client = request.Signature == Signature.Good ? _aws : _aws.With(tamper: message =>
        {
            var header = message.Headers.GetValues("Authorization").Single();
            message.Headers.Remove("Authorization");
            message.Headers.TryAddWithoutValidation("Authorization", header.Length % 2 == 0 ? header[..^9] : header.Replace("eks", "ekz", StringComparison.Ordinal) + "0");
        });
        var service = request.Service;
        var answer = client.SendAsync(new HttpMethod(request.Method), service, Uri.IsWellFormedUriString(request.Target, UriKind.Relative) ? request.Target : Sendable(request.Target), request.Body, request.ContentType);
        return (await answer.WaitAsync(Limit)).Status;
    }

    private async Task<int> SendPlainAsync(OddRequest request)
    {
        using var limit = new CancellationTokenSource(Limit);
        var target = Sendable(request.Target);
        var text = AddressOf(request.Service).GetLeftPart(UriPartial.Authority) + target;
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        // Half of them over HTTP/2 where the server has it. An upgrade to a web socket is one of HTTP/1.1, and what Kestrel refuses there it resets here.
        if (request.Service == "kubernetes" && target.Length % 2 == 0 && !target.Contains("%00", StringComparison.Ordinal) && !request.Headers.Any(header => header.Name == "Upgrade"))
            message.Version = HttpVersion.Version20;
        if (request.Body.Length > 0 && request.Method != "TRACE")
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.Body));
        if (request.ContentType is not null && message.Content is not null)
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        if (request.Service == "kubernetes")
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _lab.Addresses.AdminToken);
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        // What may go on without end: the beginning is enough.
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols && !target.Contains("watch", StringComparison.Ordinal))
            await response.Content.CopyToAsync(Stream.Null, limit.Token);
        return (int)response.StatusCode;
    }

    private Uri AddressOf(string service) => service switch
    {
        "kubernetes" => _lab.Addresses.KubernetesEndpoint!,
        "metadata" => _lab.Addresses.MetadataEndpoint,
        "admin" => _lab.Addresses.AdminEndpoint,
        "agent" => Agent!,
        _ => _lab.Addresses.AwsEndpoint,
    };

    /// <summary>What no client can put on the request line, and nothing else, is escaped.</summary>
    private static string Sendable(string target)
    {
        var text = new StringBuilder();
        foreach (var letter in Encoding.UTF8.GetBytes(target))
            text.Append(letter is > (byte)' ' and < 0x7f and not (byte)'#' ? ((char)letter).ToString() : $"%{letter:X2}");
        return text.ToString();
    }
}
