using System.Globalization;
using System.Net;
using PodIdentity.Lab.Aws.Eks;
using PodIdentity.Lab.Aws.Iam;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Aws.Metadata;

/// <summary>
/// The instance metadata services of all nodes on one address: <c>/nodes/&lt;instance id&gt;</c> in front of the path says whose. What
/// 169.254.169.254 is to a pod on the node. Only version 2 is on: no answer without a session token.
/// </summary>
internal sealed class MetadataEndpoint(EksState state, IIam iam, ITraffic traffic) : IAsyncDisposable
{
    private const string TokenHeader = "X-aws-ec2-metadata-token";
    private const string TtlHeader = "X-aws-ec2-metadata-token-ttl-seconds";

    private readonly MetadataTokens _tokens = new(() => state.Now);
    private readonly InstanceMetadata _metadata = new(state, iam);
    private WebApplication? _server;

    /// <summary>Where the metadata of all nodes begins.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public Uri AddressOf(NodeInstance instance) => new(Address, $"nodes/{instance.InstanceId}");

    public async Task<Uri> StartAsync(CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync(cancellationToken);
        Address = new Uri(_server.Urls.First());
        return Address;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var (instance, path) = Locate(http.Request.Path.Value ?? "/");
        var fault = await traffic.EnterAsync(http, "metadata", $"{http.Request.Method} {path}", instance?.Node.InstanceId);
        if (http.RequestAborted.IsCancellationRequested)
            return;
        var answer = fault is { AfterWork: false } ? null : Answer(http, instance, path);
        if (fault is not null)
            answer = new MetadataAnswer(fault.Status, "text/plain", fault.Message);

        http.Response.StatusCode = answer!.Status;
        http.Response.ContentType = answer.ContentType;
        http.Response.Headers.Server = "EC2ws";
        await http.Response.WriteAsync(answer.Body, http.RequestAborted);
    }

    private MetadataAnswer Answer(HttpContext http, (EksCluster Cluster, NodeInstance Node)? instance, string path)
    {
        if (instance is not var (cluster, node))
            return MetadataAnswer.NotFound;
        if (path == "latest/api/token")
            return IssueToken(http, node);
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            return MetadataAnswer.NotAllowed;
        if (!_tokens.IsValid(http.Request.Headers[TokenHeader].ToString(), node.InstanceId))
            return MetadataAnswer.Unauthorized;
        return _metadata.Read(cluster, node, path) ?? MetadataAnswer.NotFound;
    }

    private MetadataAnswer IssueToken(HttpContext http, NodeInstance node)
    {
        if (!HttpMethods.IsPut(http.Request.Method))
            return MetadataAnswer.NotAllowed;
        // A proxy in between is how a token would be stolen.
        if (http.Request.Headers.ContainsKey("X-Forwarded-For"))
            return MetadataAnswer.Forbidden;
        if (!int.TryParse(http.Request.Headers[TtlHeader].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > 21600)
            return MetadataAnswer.BadRequest;
        http.Response.Headers[TtlHeader] = seconds.ToString(CultureInfo.InvariantCulture);
        return MetadataAnswer.Text(_tokens.Issue(node.InstanceId, TimeSpan.FromSeconds(seconds)));
    }

    /// <summary>The instance that a path begins with, and the rest of it as the instance itself would see it.</summary>
    private ((EksCluster Cluster, NodeInstance Node)? Instance, string Path) Locate(string path)
    {
        if (path.Split('/', 4) is not ["", "nodes", var id, ..] parts)
            return (null, path.TrimStart('/'));
        var rest = parts.Length == 4 ? parts[3].TrimStart('/') : "";
        foreach (var cluster in state.Clusters)
        {
            foreach (var node in cluster.Nodes)
            {
                if (node.InstanceId == id)
                    return ((cluster, node), rest);
            }
        }

        return (null, rest);
    }
}
