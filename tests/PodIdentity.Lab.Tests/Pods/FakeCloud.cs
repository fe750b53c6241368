using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Tests.Pods;

/// <summary>AWS as far as a pod meets it: S3 and STS answer by access key, EKS Auth by what a test says, metadata with the node role.</summary>
internal sealed class FakeCloud : ICloud, ITraffic, IAsyncDisposable
{
    public const string NodeKey = "ASIANODE";
    public const string PodKey = "ASIAPOD";

    private LoopbackServer? _server;

    public HashSet<string> Associated { get; } = [];

    /// <summary>What EKS Auth answers: status, error code, text. Null: credentials.</summary>
    public (int Status, string Code, string Message)? EksAuthRefusal { get; set; }

    public int NodeCount { get; init; } = 2;

    public int EksAuthCalls { get; private set; }

    /// <summary>The lab's AWS endpoint in place of this one, to have signatures verified. Metadata stays here.</summary>
    public Uri? RealEndpoint { get; set; }

    public Uri Endpoint => RealEndpoint ?? _server!.Address;

    public string Region => "us-east-1";

    public string AccountId => "111122223333";

    public static async Task<FakeCloud> StartAsync()
    {
        var cloud = new FakeCloud();
        cloud._server = await LoopbackServer.StartAsync(0, 1 << 20, cloud.AnswerAsync, TestContext.Current.CancellationToken);
        return cloud;
    }

    public Uri? MetadataEndpoint(string clusterName, string nodeName) => new(_server!.Address, "/");

    public IReadOnlyList<NodeInstance> Instances(string clusterName) =>
    [
        .. from number in Enumerable.Range(0, NodeCount)
           select new NodeInstance($"ip-192-168-11-{24 + number}.ec2.internal", $"i-0123456789abcdef{number}", $"arn:aws:iam::{AccountId}:role/NodeRole", "us-east-1a"),
    ];

    public Task<ClusterCaller?> AuthenticateAsync(string clusterName, string bearerToken, CancellationToken cancellationToken) =>
        Task.FromResult<ClusterCaller?>(null);

    public bool IsAssociated(string clusterName, string @namespace, string serviceAccount) => Associated.Contains($"{@namespace}/{serviceAccount}");

    public bool IsIpv6(string clusterName) => false;

    public ValueTask<Fault?> EnterAsync(HttpContext http, string service, string operation, string? caller) => ValueTask.FromResult<Fault?>(null);

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var authorization = http.Request.Headers.Authorization.ToString();
        var isPod = authorization.Contains($"Credential={PodKey}/", StringComparison.Ordinal);
        var text = path switch
        {
            "/latest/api/token" => "imds-token",
            "/latest/meta-data/placement/availability-zone" => "us-east-1a",
            "/latest/meta-data/iam/security-credentials/" => "NodeRole",
            "/latest/meta-data/iam/security-credentials/NodeRole" =>
                $$"""{"Code":"Success","AccessKeyId":"{{NodeKey}}","SecretAccessKey":"s","Token":"t","Expiration":"2030-01-01T00:00:00Z"}""",
            _ when path.EndsWith("/assume-role-for-pod-identity", StringComparison.Ordinal) => AssumeRole(http, authorization),
            _ when body.Contains("Action=AssumeRoleWithWebIdentity", StringComparison.Ordinal) => Refuse(
                http, 400, "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>No OpenIDConnect provider found in your account for https://oidc</Message></Error></ErrorResponse>"),
            _ when body.Contains("Action=GetCallerIdentity", StringComparison.Ordinal) =>
                $"<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>{Arn(isPod)}</Arn><UserId>AROA:x</UserId><Account>{AccountId}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
            "/" when isPod =>
                "<ListAllMyBucketsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Owner><ID>o</ID></Owner><Buckets><Bucket><Name>demo-logs</Name><CreationDate>2026-11-23T22:15:36.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>",
            "/" => Refuse(http, 403, $"<Error><Code>AccessDenied</Code><Message>User: {Arn(isPod)} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action</Message></Error>"),
            "/demo-logs" => Objects(http),
            _ => Refuse(http, 404, "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>"),
        };
        await http.Response.WriteAsync(text);
    }

    private static string Objects(HttpContext http) => http.Request.Query["prefix"] == "none"
        ? "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
        : http.Request.Query.ContainsKey("continuation-token")
            ? "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>b.txt</Key><LastModified>2026-11-23T22:15:37.000Z</LastModified><Size>1234</Size></Contents></ListBucketResult>"
            : "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>n</NextContinuationToken><CommonPrefixes><Prefix>logs/</Prefix></CommonPrefixes><Contents><Key>a.txt</Key><LastModified>2026-11-23T22:15:36.000Z</LastModified><Size>5</Size></Contents></ListBucketResult>";

    private string AssumeRole(HttpContext http, string authorization)
    {
        EksAuthCalls++;
        http.Response.Headers["x-amzn-RequestId"] = "request-1";
        if (!authorization.Contains($"Credential={NodeKey}/", StringComparison.Ordinal) || !authorization.Contains("/eks-auth/", StringComparison.Ordinal))
            return Refuse(http, 403, """{"message":"not signed by the node"}""");
        if (EksAuthRefusal is { } refusal)
        {
            http.Response.Headers["x-amzn-ErrorType"] = refusal.Code;
            return Refuse(http, refusal.Status, new JsonObject { ["message"] = refusal.Message }.ToJsonString());
        }

        return new JsonObject
        {
            ["credentials"] = new JsonObject
            {
                ["sessionToken"] = "st/+=",
                ["secretAccessKey"] = "sk",
                ["accessKeyId"] = PodKey,
                ["expiration"] = DateTimeOffset.UtcNow.AddHours(6).ToUnixTimeSeconds(),
            },
            ["assumedRoleUser"] = new JsonObject { ["arn"] = Arn(isPod: true) },
        }.ToJsonString();
    }

    private string Arn(bool isPod) => string.Create(
        CultureInfo.InvariantCulture, $"arn:aws:sts::{AccountId}:assumed-role/{(isPod ? "S3Role/eks-eksdemo1-app-1" : "NodeRole/i-0123456789abcdef0")}");

    private static string Refuse(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        return body;
    }
}
