using System.Text.Json;

namespace PodIdentity.Lab.Tests.Aws;

/// <summary>boto3 with botocore's models, pages and waiters against IAM, STS and S3.</summary>
public sealed class Boto3Tests(AwsLab fixture) : IClassFixture<AwsLab>
{
    private const string Mismatch = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

    [Fact]
    public async Task Every_list_has_pages_and_every_answer_is_as_the_service_model_has_it()
    {
        // Its own lab: it leaves roles behind.
        await using var own = new AwsLab();
        await own.InitializeAsync();
        var called = JsonSerializer.Deserialize<string[]>(await own.PlayAsync("Aws", "lists_and_waiters.py"))!;
        Assert.All((string[])["HeadBucket", "ListEntitiesForPolicy", "ListPolicies", "SimulateCustomPolicy", "SimulatePrincipalPolicy"], operation => Assert.Contains(operation, called));
    }

    [Fact]
    public async Task A_bad_signature_is_refused_in_the_words_of_each_service()
    {
        var answers = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(await fixture.PlayAsync("Aws", "refusals.py"))!;
        foreach (var service in (string[])["iam", "sts"])
            AssertRefused(answers[service], "SignatureDoesNotMatch", "InvalidClientTokenId");
        foreach (var service in (string[])["eks", "eks-auth"])
            AssertRefused(answers[service], "InvalidSignatureException", "UnrecognizedClientException");

        var s3 = answers["s3"];
        Assert.Equal("403 SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your key and signing method.", s3["wrong secret"]);
        Assert.Equal("403 InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.", s3["unknown key"]);
        Assert.Equal("403 RequestTimeTooSkewed: The difference between the request time and the current time is too large.", s3["late"]);
        Assert.Equal(s3["late"], s3["early"]);
        Assert.Equal("400 XAmzContentSHA256Mismatch: The provided 'x-amz-content-sha256' header does not match what was computed.", s3["tampered"]);
    }

    private static void AssertRefused(Dictionary<string, string> answers, string signature, string token)
    {
        Assert.Equal($"403 {signature}: {Mismatch}", answers["wrong secret"]);
        Assert.Equal($"403 {signature}: {Mismatch}", answers["tampered"]);
        Assert.Equal($"403 {token}: The security token included in the request is invalid.", answers["unknown key"]);
        Assert.Equal(answers["unknown key"], answers["unknown session"]);
        Assert.Matches($@"^403 {signature}: Signature expired: \d{{8}}T\d{{6}}Z is now earlier than \d{{8}}T\d{{6}}Z \(\d{{8}}T\d{{6}}Z - 15 min\.\)$", answers["late"]);
        Assert.Matches($@"^403 {signature}: Signature not yet current: \d{{8}}T\d{{6}}Z is still later than \d{{8}}T\d{{6}}Z \(\d{{8}}T\d{{6}}Z \+ 15 min\.\)$", answers["early"]);
    }
}
