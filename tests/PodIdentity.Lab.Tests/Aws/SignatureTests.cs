using PodIdentity.Lab.Aws.Signing;

namespace PodIdentity.Lab.Tests.Aws;

public sealed class SignatureTests(AwsLab fixture) : IClassFixture<AwsLab>
{
    [Fact]
    public void Signs_the_example_of_the_AWS_documentation()
    {
        var message = new SignedMessage("GET", "/", "Action=ListUsers&Version=2010-05-08", new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Authorization"] = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=x",
            ["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8",
            ["Host"] = "iam.amazonaws.com",
            ["X-Amz-Date"] = "20150830T123600Z",
        }, []);
        var signature = RequestSignature.Read(message)!;

        Assert.Equal(
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            SignatureVerifier.Sign(CanonicalRequest.Write(message, signature), signature, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));
    }

    [Fact]
    public async Task A_good_signature_is_taken_by_every_protocol()
    {
        Assert.Equal(200, (await fixture.Client.QueryAsync("sts", "GetCallerIdentity")).Status);
        Assert.Equal(200, (await fixture.Client.QueryAsync("iam", "ListRoles")).Status);
        Assert.Equal(200, (await fixture.Client.SendAsync(HttpMethod.Get, "s3", "/eksdemo1-backups/2026/01/etcd.json")).Status);
    }

    [Theory]
    [InlineData("iam", 403, "SignatureDoesNotMatch")]
    [InlineData("sts", 403, "SignatureDoesNotMatch")]
    [InlineData("s3", 403, "SignatureDoesNotMatch")]
    public async Task A_wrong_secret_is_refused(string service, int status, string code) =>
        AssertError(await Ask(fixture.Client.With(secretKey: "wrong"), service), status, code);

    [Theory]
    [InlineData("iam", 403, "InvalidClientTokenId")]
    [InlineData("s3", 403, "InvalidAccessKeyId")]
    public async Task An_unknown_key_is_refused(string service, int status, string code) =>
        AssertError(await Ask(fixture.Client.With(key: "AKIAUNKNOWN234567ABC"), service), status, code);

    [Theory]
    [InlineData("iam", -16, "SignatureDoesNotMatch", "Signature expired: ")]
    [InlineData("iam", 16, "SignatureDoesNotMatch", "Signature not yet current: ")]
    [InlineData("s3", -16, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")]
    [InlineData("s3", 16, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")]
    public async Task A_skewed_clock_is_refused(string service, int minutes, string code, string text)
    {
        var answer = await Ask(fixture.Client.With(time: DateTimeOffset.UtcNow.AddMinutes(minutes)), service);
        AssertError(answer, 403, code);
        Assert.StartsWith(text, answer["Message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fourteen_minutes_are_no_skew() =>
        Assert.Equal(200, (await Ask(fixture.Client.With(time: DateTimeOffset.UtcNow.AddMinutes(-14)), "iam")).Status);

    [Fact]
    public async Task A_tampered_body_is_refused() =>
        AssertError(await Ask(fixture.Client.With(tamper: request => request.Content = new StringContent("Action=ListPolicies&Version=2010-05-08")), "iam"), 403, "SignatureDoesNotMatch");

    [Fact]
    public async Task A_body_that_does_not_fit_its_hash_is_refused_by_S3() =>
        AssertError(await Ask(fixture.Client.With(tamper: request => request.Content = new StringContent("x")), "s3"), 400, "XAmzContentSHA256Mismatch");

    [Fact]
    public async Task A_tampered_header_or_path_is_refused()
    {
        AssertError(await Ask(fixture.Client.With(tamper: request => request.RequestUri = new Uri(request.RequestUri!, "/eksdemo1-logs")), "s3"), 403, "SignatureDoesNotMatch");
        AssertError(await Ask(fixture.Client.With(tamper: request => request.Headers.Host = "elsewhere:1"), "iam"), 403, "SignatureDoesNotMatch");
    }

    [Fact]
    public async Task The_scope_must_name_the_day_and_the_region()
    {
        AssertError(await Ask(fixture.Client.With(scopeDate: "20200101"), "iam"), 403, "SignatureDoesNotMatch");
        AssertError(await Ask(fixture.Client.With(region: "eu-west-1"), "sts"), 403, "SignatureDoesNotMatch");
        AssertError(await Ask(fixture.Client.With(region: "eu-west-1"), "s3"), 400, "AuthorizationHeaderMalformed");
    }

    [Fact]
    public async Task A_request_without_signature_is_refused()
    {
        AssertError(await Ask(fixture.Client.With(tamper: request => request.Headers.Remove("Authorization")), "iam"), 403, "MissingAuthenticationToken");
        AssertError(await Ask(fixture.Client.With(tamper: request => request.Headers.Remove("Authorization")), "s3"), 403, "AccessDenied");
    }

    [Fact]
    public async Task Paths_with_encoded_characters_are_verified_in_both_ways()
    {
        // The key does not exist: what matters is that the signature is good.
        AssertError(await fixture.Client.SendAsync(HttpMethod.Get, "s3", "/eksdemo1-logs/a%20b%2Fc%3A%C3%A4"), 404, "NoSuchKey");
        Assert.Equal(400, (await fixture.Client.SendAsync(HttpMethod.Get, "sts", "/tags/arn%3Aaws%3Aeks%2Fx")).Status);
    }

    [Fact]
    public async Task A_session_needs_its_token_and_ends()
    {
        // Its own lab: the clock is put forward.
        await using var fixture = new AwsLab();
        await fixture.InitializeAsync();
        var session = fixture.Lab.World.Iam.NodeSession(fixture.Lab.World.NodeRoleArn("eksdemo1"), "i-0123456789abcdef0");
        Assert.Equal(200, (await fixture.As(session.AccessKeyId, session.SecretAccessKey, session.SessionToken).QueryAsync("sts", "GetCallerIdentity")).Status);
        AssertError(await fixture.As(session.AccessKeyId, session.SecretAccessKey).QueryAsync("sts", "GetCallerIdentity"), 403, "InvalidClientTokenId");
        AssertError(await fixture.As(session.AccessKeyId, session.SecretAccessKey, "changed").QueryAsync("sts", "GetCallerIdentity"), 403, "InvalidClientTokenId");

        await fixture.Lab.Clock.AdvanceAsync(TimeSpan.FromHours(7), TestContext.Current.CancellationToken);
        AssertError(await fixture.As(session.AccessKeyId, session.SecretAccessKey, session.SessionToken).QueryAsync("sts", "GetCallerIdentity"), 403, "ExpiredToken");
        AssertError(await Ask(fixture.As(session.AccessKeyId, session.SecretAccessKey, session.SessionToken), "s3"), 400, "ExpiredToken");
        Assert.Equal(200, (await Ask(fixture.Client, "iam")).Status);
    }

    private static Task<Answer> Ask(SignedClient client, string service) =>
        service == "s3" ? client.SendAsync(HttpMethod.Get, "s3", "/") : client.QueryAsync(service, service == "iam" ? "ListRoles" : "GetCallerIdentity");

    private static void AssertError(Answer answer, int status, string code)
    {
        Assert.Equal(code, answer["Code"]);
        Assert.Equal(status, answer.Status);
    }
}
