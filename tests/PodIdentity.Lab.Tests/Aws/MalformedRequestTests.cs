using System.Net.Sockets;
using System.Text;

namespace PodIdentity.Lab.Tests.Aws;

/// <summary>Whatever comes in, the answer is an error of the client and comes at once.</summary>
public sealed class MalformedRequestTests(AwsLab fixture) : IClassFixture<AwsLab>
{
    private static readonly string[] Fragments =
    [
        "", "%", "%zz", "%00", "%FF%FE", "\u0001", "<&>\"'", "💥", "{", "{\"Version\":\"2012-10-17\",\"Statement\":[{}]}", "arn:", "arn:aws:iam::111122223333:role/", "*", "?", "${", "${aws:username}",
        "-1", "99999999999999999999", "/", "//", "../..", "AKIA", "a b+c", "\r\n", "eksClusterRole", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", "AmazonS3ReadOnlyAccess", "true", "v1", new('x', 5000),
    ];

    private static readonly string[] Names =
    [
        "RoleName", "PolicyArn", "PolicyName", "PolicyDocument", "AssumeRolePolicyDocument", "Path", "PathPrefix", "Marker", "MaxItems", "MaxSessionDuration", "Description", "Tags.member.1.Key",
        "Tags.member.1.Value", "TagKeys.member.1", "PermissionsBoundary", "VersionId", "PolicySourceArn", "ActionNames.member.1", "ResourceArns.member.1", "ContextEntries.member.1.ContextKeyName",
        "ContextEntries.member.1.ContextKeyValues.member.1", "PolicyInputList.member.1", "InstanceProfileName", "UserName", "RoleArn", "RoleSessionName", "DurationSeconds", "Policy", "ExternalId",
        "TransitiveTagKeys.member.1", "Scope", "EntityFilter",
    ];

    private static readonly string[] Operations =
    [
        "CreateRole", "GetRole", "ListRoles", "DeleteRole", "UpdateRole", "UpdateRoleDescription", "UpdateAssumeRolePolicy", "AttachRolePolicy", "DetachRolePolicy", "ListAttachedRolePolicies", "PutRolePolicy",
        "GetRolePolicy", "DeleteRolePolicy", "ListRolePolicies", "TagRole", "UntagRole", "ListRoleTags", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary", "CreatePolicy", "GetPolicy",
        "GetPolicyVersion", "ListPolicies", "ListPolicyVersions", "CreatePolicyVersion", "DeletePolicy", "ListEntitiesForPolicy", "ListInstanceProfilesForRole", "CreateInstanceProfile", "SimulatePrincipalPolicy",
        "SimulateCustomPolicy", "NoSuchOperation",
    ];

    [Fact]
    public async Task Random_parameters_never_break_a_Query_service()
    {
        var random = new Random(20261123);
        for (var round = 0; round < 1500; round++)
        {
            var parameters = Enumerable.Range(0, random.Next(6)).Select(_ => (Pick(random, Names), Pick(random, Fragments) + Pick(random, Fragments))).ToArray();
            var (service, operation) = random.Next(4) == 0 ? ("sts", "AssumeRole") : ("iam", Pick(random, Operations));
            var answer = await fixture.Client.QueryAsync(service, operation, parameters);
            Assert.True(answer.Status < 500, $"{operation} {string.Join(' ', parameters)}: {answer.Status} {answer.Body}");
            Assert.NotNull(answer["RequestId"]);
        }
    }

    [Fact]
    public async Task Random_paths_never_break_S3()
    {
        var random = new Random(20261124);
        for (var round = 0; round < 500; round++)
        {
            var target = "/" + Uri.EscapeDataString(Pick(random, Fragments).Replace("..", ".", StringComparison.Ordinal)) + (random.Next(2) == 0 ? "/" + Uri.EscapeDataString(Pick(random, Fragments).Replace("..", ".", StringComparison.Ordinal)) : "")
                + (random.Next(2) == 0 ? $"?list-type=2&max-keys={Uri.EscapeDataString(Pick(random, Fragments))}&continuation-token={Uri.EscapeDataString(Pick(random, Fragments))}" : "");
            var answer = await fixture.Client.SendAsync(HttpMethod.Get, "s3", target.Length > 8000 ? "/" : target);
            Assert.True(answer.Status is < 500 or 501, $"{target}: {answer.Status} {answer.Body}");
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nAuthorization: AWS4-HMAC-SHA256\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nAuthorization: AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0\r\nX-Amz-Date: 99991231T235959Z\r\n\r\n", "403")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nAuthorization: AWS4-HMAC-SHA256 Credential=, SignedHeaders=;;, Signature=\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic eDp5\r\n\r\n", "403")]
    [InlineData("GET /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0 HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET http://elsewhere/a?b HTTP/1.1\r\nHost: x\r\n\r\n", "40")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "40")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", "413")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400")]
    [InlineData("rubbish\r\n\r\n", "400")]
    public async Task Raw_rubbish_is_answered(string text, string status)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", fixture.Lab.Addresses.AwsEndpoint.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 " + status, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iam", "InvalidAction", 400)]
    [InlineData("sts", "InvalidAction", 400)]
    public async Task An_unknown_operation_of_a_Query_service(string service, string code, int status)
    {
        var answer = await fixture.Client.QueryAsync(service, "DoWhatNobodyKnows");
        Assert.Equal((status, code), (answer.Status, answer["Code"]));
    }

    [Fact]
    public async Task An_unknown_service_speaks_JSON()
    {
        var answer = await fixture.Client.SendAsync(HttpMethod.Get, "lambda", "/2015-03-31/functions/");
        Assert.Equal(404, answer.Status);
        Assert.Equal("UnknownOperationException", answer.Response.Headers.GetValues("x-amzn-ErrorType").Single());
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
