using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Tests.Policies;

public class PolicyMeaningTests
{
    private const string Policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"arn:aws:s3:::a/*","Condition":{"StringEquals":{"aws:PrincipalTag/x":["1","2"]},"Bool":{"aws:SecureTransport":"true"}}}]}""";

    [Theory]
    [InlineData("""["s3:GetObject","s3:ListBucket"]""", """["s3:listbucket","S3:GetObject"]""")]
    [InlineData("""[{"Effect""", """[ {"Sid":"Mine","Effect""")]
    [InlineData("\"arn:aws:s3:::a/*\"", "[\"arn:aws:s3:::a/*\"]")]
    [InlineData("\"true\"", "true")]
    [InlineData("aws:PrincipalTag/x\":[\"1\",\"2\"]", "AWS:principaltag/x\":[\"2\",\"1\",\"2\"]")]
    [InlineData("2012-10-17", "2008-10-17")]
    public void Spelling_makes_no_difference(string part, string otherwise)
    {
        Assert.Contains(part, Policy, StringComparison.Ordinal);
        Assert.True(PolicyMeaning.Same(Policy, Policy.Replace(part, otherwise, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Allow", "Deny")]
    [InlineData("s3:ListBucket", "s3:PutObject")]
    [InlineData("Action", "NotAction")]
    [InlineData("arn:aws:s3:::a/*", "arn:aws:s3:::A/*")]
    [InlineData("StringEquals", "StringLike")]
    [InlineData("\"1\",\"2\"", "\"1\"")]
    public void Meaning_does(string part, string otherwise) =>
        Assert.False(PolicyMeaning.Same(Policy, Policy.Replace(part, otherwise, StringComparison.Ordinal)));

    [Fact]
    public void The_version_matters_where_there_are_variables()
    {
        var policy = Policy.Replace("a/*", "${aws:username}/*", StringComparison.Ordinal);

        Assert.False(PolicyMeaning.Same(policy, policy.Replace("2012-10-17", "2008-10-17", StringComparison.Ordinal)));
    }
}
