using System.Net;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Metadata;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Tests.Eks;

public sealed class MetadataTests : IAsyncLifetime
{
    private const string Credentials = "latest/meta-data/iam/security-credentials/";

    private readonly EksLab _lab = new();
    private readonly FakeTraffic _traffic = new();
    private readonly HttpClient _http = new();
    private readonly MetadataEndpoint _endpoint;
    private string _base = "";

    public MetadataTests() => _endpoint = new MetadataEndpoint(_lab.State, _lab.Iam, _traffic);

    public async ValueTask InitializeAsync()
    {
        await _endpoint.StartAsync(TestContext.Current.CancellationToken);
        _base = _endpoint.AddressOf(_lab.State.Find("eksdemo1")!.Nodes[0]) + "/";
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Credentials_are_the_node_roles()
    {
        var token = await Token();
        var role = await Read(Credentials, token);
        var credentials = JsonNode.Parse(await Read(Credentials + role, token))!;
        var (roleArn, _, request) = Assert.Single(_lab.Iam.Sessions);

        Assert.Contains("NodeInstanceRole", role, StringComparison.Ordinal);
        Assert.Equal(("Success", "AWS-HMAC"), ((string?)credentials["Code"], (string?)credentials["Type"]));
        Assert.Equal(["Code", "LastUpdated", "Type", "AccessKeyId", "SecretAccessKey", "Token", "Expiration"], credentials.AsObject().Select(p => p.Key));
        Assert.EndsWith(":role/" + role, roleArn, StringComparison.Ordinal);
        Assert.Equal(_lab.State.Find("eksdemo1")!.Nodes[0].InstanceId, request.SessionName);
    }

    [Fact]
    public async Task Nothing_is_told_without_a_good_token()
    {
        var otherBase = _endpoint.AddressOf(_lab.State.Find("eksdemo1")!.Nodes[1]) + "/";
        var token = await Token(seconds: 60);

        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(Credentials, null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(Credentials, "AAAA")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(Credentials, token, otherBase)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Get(Credentials, token)).StatusCode);
        _lab.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(Credentials, token)).StatusCode);
    }

    [Theory]
    [InlineData("PUT", "0", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "21601", HttpStatusCode.BadRequest)]
    [InlineData("PUT", null, HttpStatusCode.BadRequest)]
    [InlineData("GET", "60", HttpStatusCode.MethodNotAllowed)]
    public async Task Token_requests_need_the_right_method_and_life(string method, string? seconds, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), _base + "latest/api/token");
        if (seconds is not null)
            request.Headers.Add("X-aws-ec2-metadata-token-ttl-seconds", seconds);

        Assert.Equal(status, (await _http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task An_instance_knows_itself()
    {
        var token = await Token();
        var node = _lab.State.Find("eksdemo1")!.Nodes[0];
        var document = JsonNode.Parse(await Read("latest/dynamic/instance-identity/document", token))!;

        Assert.Matches("^i-[0-9a-f]{17}$", node.InstanceId);
        Assert.Matches(@"^ip-192-168-\d+-\d+\.ec2\.internal$", node.NodeName);
        Assert.Equal(node.InstanceId, await Read("latest/meta-data/instance-id", token));
        Assert.Equal("us-east-1", await Read("latest/meta-data/placement/region", token));
        Assert.Equal("us-east-1a", await Read("latest/meta-data/placement/availability-zone", token));
        Assert.Equal("111122223333", (string?)document["accountId"]);
        Assert.EndsWith("NodeInstanceProfile-1QK7T0XWZP3M", (string?)JsonNode.Parse(await Read("latest/meta-data/iam/info", token))!["InstanceProfileArn"], StringComparison.Ordinal);
        Assert.Equal("info\nsecurity-credentials/", await Read("latest/meta-data/iam/", token));
        Assert.Equal(HttpStatusCode.NotFound, (await Get("latest/meta-data/nothing", token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Get(Credentials + "other-role", token)).StatusCode);
    }

    [Fact]
    public async Task Requests_are_noted_and_faults_answer_in_their_place()
    {
        _traffic.Fault = new Fault(503, null, "busy", AfterWork: false);
        var answer = await Get(Credentials, null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal($"metadata GET {Credentials} {_lab.State.Find("eksdemo1")!.Nodes[0].InstanceId}", Assert.Single(_traffic.Entered));
    }

    private async Task<string> Token(int seconds = 21600)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, _base + "latest/api/token");
        request.Headers.Add("X-aws-ec2-metadata-token-ttl-seconds", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<HttpResponseMessage> Get(string path, string? token, string? from = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, (from ?? _base) + path);
        if (token is not null)
            request.Headers.Add("X-aws-ec2-metadata-token", token);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<string> Read(string path, string token) => await (await Get(path, token)).EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
