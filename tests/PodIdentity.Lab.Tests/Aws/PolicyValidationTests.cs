using PodIdentity.Lab.Aws;
using PodIdentity.Lab.Aws.Policies;

namespace PodIdentity.Lab.Tests.Aws;

public sealed class PolicyValidationTests
{
    [Theory]
    [InlineData("", "Syntax errors in policy.")]
    [InlineData("{", "Syntax errors in policy.")]
    [InlineData("[]", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17"}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[]}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[1]}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"allow","Action":"s3:*","Resource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Effect":"Deny","Action":"s3:*","Resource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Extra":1}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringIs":{"a":"b"}}}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"\ud800","Resource":"*"}]}""", "Syntax errors in policy.")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""", "Policy document must be version 2012-10-17 or greater.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*"}]}""", "Policy statement must contain actions.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*"}]}""", "Policy statement must contain resources.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"GetObject","Resource":"*"}]}""", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get:Object","Resource":"*"}]}""", "Actions/Condition can contain only one colon.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"bucket"}]}""", "Resource bucket must be in ARN format or \"*\".")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":"*"}]}""", "Policy document should not specify a principal.")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Action":"s3:*","Resource":"*"},{"Sid":"a","Effect":"Deny","Action":"s3:*","Resource":"*"}]}""", "Statement IDs (SID) in a single policy must be unique.")]
    public void Identity_policies(string text, string message) =>
        AssertMalformed(message, () => PolicyValidator.ValidateIdentityPolicy(text));

    [Theory]
    [InlineData("""{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":"sts:AssumeRole","Resource":"*"}""", "Has prohibited field Resource")]
    [InlineData("""{"Effect":"Allow","Action":"sts:AssumeRole"}""", "Missing required field Principal")]
    [InlineData("""{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":"s3:*"}""", "AssumeRole policy may only specify STS AssumeRole actions.")]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/none"},"Action":"sts:AssumeRole"}""", "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:role/none\"")]
    [InlineData("""{"Effect":"Allow","Principal":{"Service":"pods"},"Action":"sts:AssumeRole"}""", "Invalid principal in policy: \"SERVICE\":\"pods\"")]
    public void Trust_policies(string statement, string message) => AssertMalformed(message, () =>
        PolicyValidator.ValidateTrustPolicy($$"""{"Version":"2012-10-17","Statement":{{statement}}}""", _ => false));

    [Theory]
    [InlineData("""{"Service":["pods.eks.amazonaws.com","ec2.amazonaws.com"]}""")]
    [InlineData("""{"AWS":["111122223333","arn:aws:iam::444455556666:root","arn:aws:iam::111122223333:role/known"]}""")]
    [InlineData("\"*\"")]
    public void Good_principals(string principal) => PolicyValidator.ValidateTrustPolicy(
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{{principal}},"Action":["sts:AssumeRole","sts:TagSession"]}]}""",
        arn => arn.EndsWith("/known", StringComparison.Ordinal));

    [Fact]
    public void Statements_know_their_place()
    {
        var policy = PolicyParser.Parse("{\"Version\":\"2012-10-17\",\n \"Statement\":[\n  {\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}");
        Assert.Equal(new TextPosition(3, 3), policy.Statements[0].Start);
        Assert.Equal(new TextPosition(3, 52), policy.Statements[0].End);
    }

    private static void AssertMalformed(string message, Action validate)
    {
        var error = Assert.Throws<AwsException>(validate);
        Assert.Equal(("MalformedPolicyDocument", 400, message), (error.Code, error.Status, error.Message));
    }
}
