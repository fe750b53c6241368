using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Tests.Aws;

/// <summary>Tokens as <c>aws eks get-token</c> makes them, minted here by hand.</summary>
public sealed class ClusterLoginTests
{
    private const string Cluster = "eksdemo1";

    private readonly LabWorld _world = new(new LabOptions(), () => new Uri("http://127.0.0.1:4566"));

    [Fact]
    public async Task Administrator_viewer_and_stranger()
    {
        Assert.Equal(ClusterAccess.Administrator, (await Login(Token()))!.Access);
        Assert.Equal(new ClusterCaller("arn:aws:iam::111122223333:user/lab-viewer", ClusterAccess.Viewer), await Login(Token(key: _world.Viewer.AccessKeyId, secret: _world.Viewer.SecretAccessKey)));
        Assert.Null(await Login(Token(key: _world.Stranger.AccessKeyId, secret: _world.Stranger.SecretAccessKey)));
    }

    [Fact]
    public async Task Fourteen_minutes_are_good_and_sixteen_are_not()
    {
        Assert.NotNull(await Login(Token(time: DateTimeOffset.UtcNow.AddMinutes(-14))));
        Assert.Null(await Login(Token(time: DateTimeOffset.UtcNow.AddMinutes(-16))));
    }

    [Fact]
    public async Task A_token_ages_with_the_clock_and_one_made_later_is_new()
    {
        var old = Token();
        await _world.Clock.AdvanceAsync(TimeSpan.FromMinutes(16), TestContext.Current.CancellationToken);
        Assert.Null(await Login(old));
        Assert.NotNull(await Login(Token()));
    }

    [Fact]
    public async Task A_token_is_for_one_cluster() => Assert.Null(await Login(Token(cluster: "other")));

    [Fact]
    public async Task A_changed_signature_or_secret_is_refused()
    {
        var url = Url();
        Assert.Null(await Login(Encode(url[..^1] + (url[^1] == '0' ? '1' : '0'))));
        Assert.Null(await Login(Token(secret: "wrong")));
    }

    [Theory]
    [InlineData("sts.us-east-1.amazonaws.com", "https", true)]
    [InlineData("sts.amazonaws.com", "https", true)]
    [InlineData("sts.us-east-1.amazonaws.com", "http", false)]
    [InlineData("127.0.0.1:4566", "http", true)]
    [InlineData("localhost:4566", "http", true)]
    [InlineData("127.0.0.1:4567", "http", false)]
    [InlineData("example.com", "https", false)]
    public async Task Only_STS_hosts_are_taken(string host, string scheme, bool good) =>
        Assert.Equal(good, await Login(Token(host: host, scheme: scheme)) is not null);

    [Fact]
    public async Task Nothing_but_the_known_parameters_is_taken()
    {
        Assert.Null(await Login(Encode(Url(extra: "&Extra=1"))));
        Assert.Null(await Login(Encode(Url(action: "AssumeRole"))));
        Assert.Null(await Login(Encode(Url(expires: 901))));
        Assert.Null(await Login(Encode(Url(path: "/x"))));
        Assert.Null(await Login(Encode(Url(signedHeaders: "host"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("k8s-aws-v1.")]
    [InlineData("k8s-aws-v1.!!!")]
    [InlineData("k8s-aws-v2.aHR0cHM6Ly9zdHMuYW1hem9uYXdzLmNvbS8")]
    public async Task Rubbish_is_refused(string token) => Assert.Null(await Login(token));

    private Task<ClusterCaller?> Login(string token) => _world.Cloud.AuthenticateAsync(Cluster, token, TestContext.Current.CancellationToken);

    private string Token(string? key = null, string? secret = null, DateTimeOffset? time = null, string cluster = Cluster, string host = "sts.us-east-1.amazonaws.com", string scheme = "https") =>
        Encode(Url(key, secret, time, cluster, host, scheme));

    private static string Encode(string url) => "k8s-aws-v1." + System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(url));

    private string Url(string? key = null, string? secret = null, DateTimeOffset? time = null, string cluster = Cluster, string host = "sts.us-east-1.amazonaws.com",
        string scheme = "https", string extra = "", string action = "GetCallerIdentity", int expires = 60, string path = "/", string signedHeaders = "host;x-k8s-aws-id")
    {
        var stamp = (time ?? DateTimeOffset.UtcNow).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{stamp[..8]}/us-east-1/sts/aws4_request";
        var query = $"Action={action}&Version=2011-06-15{extra}&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + $"&X-Amz-Credential={Uri.EscapeDataString($"{key ?? _world.Administrator.AccessKeyId}/{scope}")}&X-Amz-Date={stamp}&X-Amz-Expires={expires}&X-Amz-SignedHeaders={Uri.EscapeDataString(signedHeaders)}";
        var sorted = string.Join('&', query.Split('&').Order(StringComparer.Ordinal));
        var headers = signedHeaders == "host" ? $"host:{host}\n" : $"host:{host}\nx-k8s-aws-id:{cluster}\n";
        var canonical = $"GET\n{path}\n{sorted}\n{headers}\n{signedHeaders}\n{Hash("")}";
        var signing = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + (secret ?? _world.Administrator.SecretAccessKey)), Mac);
        return $"{scheme}://{host}{path}?{query}&X-Amz-Signature={Convert.ToHexStringLower(Mac(signing, $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hash(canonical)}"))}";
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
