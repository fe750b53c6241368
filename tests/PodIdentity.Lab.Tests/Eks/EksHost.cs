using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using PodIdentity.Lab.Aws;
using PodIdentity.Lab.Aws.Metadata;

namespace PodIdentity.Lab.Tests.Eks;

/// <summary>
/// Serves EKS, EKS Auth and instance metadata to programs that were not written here. Signatures are not looked at; the service is the
/// one named in the credential scope.
/// </summary>
internal sealed class EksHost : IAsyncDisposable
{
    private readonly WebApplication _server;

    private EksHost(EksLab lab)
    {
        Lab = lab;
        Metadata = new MetadataEndpoint(lab.State, lab.Iam, new FakeTraffic());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public EksLab Lab { get; }

    public MetadataEndpoint Metadata { get; }

    /// <summary>All that a client needs to know.</summary>
    public Dictionary<string, string> Environment { get; } = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["AWS_MAX_ATTEMPTS"] = "1",
        ["AWS_PAGER"] = "",
        ["AWS_CONFIG_FILE"] = "/dev/null",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
    };

    public static async Task<EksHost> StartAsync(EksLab? lab = null)
    {
        var host = new EksHost(lab ?? new EksLab());
        await host._server.StartAsync();
        await host.Metadata.StartAsync();
        host.Environment["AWS_ENDPOINT_URL"] = host._server.Urls.First();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await Metadata.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        IAwsService service = http.Request.Headers.Authorization.ToString().Contains("/eks-auth/", StringComparison.Ordinal) ? Lab.EksAuth : Lab.Eks;
        var requestId = Guid.NewGuid().ToString();
        AwsResponse response;
        try
        {
            response = await service.HandleAsync(new AwsRequest(http, body.ToArray(), EksLab.Admin, requestId), http.RequestAborted);
        }
        catch (AwsException error)
        {
            response = service.Error(error, requestId);
        }

        http.Response.StatusCode = response.Status;
        http.Response.ContentType = response.ContentType;
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        foreach (var (name, value) in response.Headers)
            http.Response.Headers[name] = value;
        await http.Response.WriteAsync(response.Body);
    }
}
