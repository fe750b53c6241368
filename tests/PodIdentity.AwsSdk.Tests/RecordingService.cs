using System.Net.Mime;
using Amazon.EKS;
using Amazon.IdentityManagement;
using Amazon.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace PodIdentity.AwsSdk.Tests;

/// <summary>A request as it came over the wire: nothing decoded.</summary>
internal sealed record RecordedRequest(string Method, string Target, IHeaderDictionary Headers, string Body);

internal sealed record Reply(int Status, string ContentType, string Body, params (string Name, string Value)[] Headers)
{
    public static Reply Json(string body, int status = 200, params (string, string)[] headers) => new(status, MediaTypeNames.Application.Json, body, headers);

    public static Reply Xml(string body, int status = 200) => new(status, MediaTypeNames.Text.Xml, body);
}

/// <summary>A loopback service that notes each request and gives the prepared replies in turn, the last one for ever.</summary>
internal sealed class RecordingService : IAsyncDisposable
{
    private static readonly BasicAWSCredentials Credentials = new("AKIDEXAMPLE", "secret");

    private readonly WebApplication _app;
    private readonly Queue<Reply> _replies;

    private RecordingService(WebApplication app, Reply[] replies) => (_app, _replies) = (app, new Queue<Reply>(replies));

    public List<RecordedRequest> Requests { get; } = [];

    public RecordedRequest Request => Assert.Single(Requests);

    public string Url => _app.Urls.Single();

    public static async Task<RecordingService> Start(params Reply[] replies)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var service = new RecordingService(app, replies);
        app.Run(service.Answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return service;
    }

    public AmazonEKSClient Eks() => new(Credentials, new AmazonEKSConfig { ServiceURL = Url, AuthenticationRegion = "us-east-1" });

    public AmazonIdentityManagementServiceClient Iam() =>
        new(Credentials, new AmazonIdentityManagementServiceConfig { ServiceURL = Url, AuthenticationRegion = "us-east-1" });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Reply reply;
        lock (_replies)
        {
            var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            Requests.Add(new RecordedRequest(context.Request.Method, target, new HeaderDictionary(context.Request.Headers.ToDictionary()), body));
            reply = _replies.Count > 1 ? _replies.Dequeue() : _replies.Peek();
        }
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers) context.Response.Headers[name] = value;
        await context.Response.WriteAsync(reply.Body);
    }
}
