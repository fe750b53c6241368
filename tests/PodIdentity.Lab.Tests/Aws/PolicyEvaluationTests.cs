using PodIdentity.Lab.Aws.Policies;

namespace PodIdentity.Lab.Tests.Aws;

public sealed class PolicyEvaluationTests
{
    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"s3:*","Resource":"*"}""", "Allow")]
    [InlineData("""{"Effect":"Allow","Action":"S3:getOBJECT","Resource":"*"}""", "Allow")]
    [InlineData("""{"Effect":"Allow","Action":"s3:Get?bject","Resource":"*"}""", "Allow")]
    [InlineData("""{"Effect":"Allow","Action":["ec2:*","s3:G*t"],"Resource":["x","arn:aws:s3:::b/*"]}""", "Allow")]
    [InlineData("""{"Effect":"Allow","Action":"s3:Put*","Resource":"*"}""", "ImplicitDeny")]
    [InlineData("""{"Effect":"Allow","Action":"s3:Get","Resource":"*"}""", "ImplicitDeny")]
    [InlineData("""{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::B/*"}""", "ImplicitDeny")]
    [InlineData("""{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}""", "Allow")]
    [InlineData("""{"Effect":"Allow","NotAction":["iam:*","s3:GetObject"],"Resource":"*"}""", "ImplicitDeny")]
    [InlineData("""{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::other/*"}""", "Allow")]
    [InlineData("""{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::b/*"}""", "ImplicitDeny")]
    [InlineData("""[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"*"}]""", "ExplicitDeny")]
    [InlineData("""[{"Effect":"Deny","Action":"s3:*","Resource":"*"},{"Effect":"Allow","Action":"*","Resource":"*"}]""", "ExplicitDeny")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:PrincipalTag/team}/*"}""", "Allow")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:PrincipalTag/none}/*"}""", "ImplicitDeny")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:PrincipalTag/none, 'b'}/*"}""", "Allow")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:PrincipalTag/star}/*"}""", "ImplicitDeny")]
    public void Actions_and_resources(string statement, string decision) => Assert.Equal(decision, Evaluate(statement));

    [Theory]
    [InlineData("StringEquals", "aws:PrincipalTag/team", "\"b\"", true)]
    [InlineData("stringequals", "AWS:principaltag/TEAM", "\"b\"", true)]
    [InlineData("StringEquals", "aws:PrincipalTag/team", "\"B\"", false)]
    [InlineData("StringEquals", "aws:PrincipalTag/team", "[\"a\",\"b\"]", true)]
    [InlineData("StringEquals", "aws:PrincipalTag/team", "\"*\"", false)]
    [InlineData("StringEquals", "aws:PrincipalTag/none", "\"b\"", false)]
    [InlineData("StringEqualsIfExists", "aws:PrincipalTag/none", "\"b\"", true)]
    [InlineData("StringEqualsIfExists", "aws:PrincipalTag/team", "\"x\"", false)]
    [InlineData("StringNotEquals", "aws:PrincipalTag/team", "[\"a\",\"b\"]", false)]
    [InlineData("StringNotEquals", "aws:PrincipalTag/team", "[\"a\",\"c\"]", true)]
    [InlineData("StringNotEquals", "aws:PrincipalTag/none", "\"b\"", true)]
    [InlineData("StringEqualsIgnoreCase", "aws:PrincipalTag/team", "\"B\"", true)]
    [InlineData("StringLike", "aws:PrincipalArn", "\"arn:aws:iam::*:role/a?p\"", true)]
    [InlineData("StringNotLike", "aws:PrincipalArn", "\"arn:aws:iam::*\"", false)]
    [InlineData("ArnLike", "aws:PrincipalArn", "\"arn:aws:iam::*:role/*\"", true)]
    [InlineData("ArnEquals", "aws:PrincipalArn", "\"arn:aws:iam::*:role/app\"", true)]
    [InlineData("ArnLike", "aws:PrincipalArn", "\"arn:aws:*:role/app\"", false)]
    [InlineData("ArnNotLike", "aws:PrincipalArn", "\"arn:aws:iam::*:user/*\"", true)]
    [InlineData("NumericLessThan", "n", "\"10\"", true)]
    [InlineData("NumericLessThan", "n", "9", false)]
    [InlineData("NumericGreaterThanEquals", "n", "\"9\"", true)]
    [InlineData("NumericNotEquals", "n", "\"9.0\"", false)]
    [InlineData("NumericEquals", "aws:PrincipalTag/team", "\"9\"", false)]
    [InlineData("DateGreaterThan", "aws:CurrentTime", "\"2026-01-01T00:00:00Z\"", true)]
    [InlineData("DateLessThan", "aws:CurrentTime", "\"2026-01-01T00:00:00Z\"", false)]
    [InlineData("DateGreaterThanEquals", "aws:CurrentTime", "\"1767225600\"", true)]
    [InlineData("Bool", "aws:SecureTransport", "\"true\"", true)]
    [InlineData("Bool", "aws:SecureTransport", "false", false)]
    [InlineData("IpAddress", "aws:SourceIp", "\"10.1.0.0/16\"", true)]
    [InlineData("IpAddress", "aws:SourceIp", "[\"10.2.0.0/16\",\"::/0\"]", false)]
    [InlineData("NotIpAddress", "aws:SourceIp", "\"10.1.2.3\"", false)]
    [InlineData("Null", "aws:PrincipalTag/team", "\"false\"", true)]
    [InlineData("Null", "aws:PrincipalTag/team", "\"true\"", false)]
    [InlineData("Null", "aws:PrincipalTag/none", "\"true\"", true)]
    [InlineData("ForAllValues:StringEquals", "aws:TagKeys", "[\"a\",\"b\",\"c\"]", true)]
    [InlineData("ForAllValues:StringEquals", "aws:TagKeys", "[\"a\",\"c\"]", false)]
    [InlineData("ForAllValues:StringEquals", "none", "\"x\"", true)]
    [InlineData("ForAnyValue:StringEquals", "aws:TagKeys", "[\"b\",\"z\"]", true)]
    [InlineData("ForAnyValue:StringEquals", "aws:TagKeys", "\"z\"", false)]
    [InlineData("ForAnyValue:StringEquals", "none", "\"x\"", false)]
    [InlineData("ForAnyValue:StringNotEquals", "aws:TagKeys", "\"a\"", true)]
    [InlineData("ForAllValues:StringNotLike", "aws:TagKeys", "\"a*\"", false)]
    [InlineData("StringEquals", "aws:PrincipalTag/copy", "\"${aws:PrincipalTag/team}\"", true)]
    [InlineData("StringEquals", "aws:PrincipalTag/star", "\"${*}\"", true)]
    [InlineData("StringEquals", "aws:PrincipalTag/team", "\"${none}\"", false)]
    public void Conditions(string operation, string key, string values, bool holds)
    {
        var statement = $$"""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{ "{{operation}}": { "{{key}}": {{values}} } } }""";
        Assert.Equal(holds ? "Allow" : "ImplicitDeny", Evaluate(statement));
    }

    [Fact]
    public void All_keys_and_operators_must_hold() => Assert.Equal("ImplicitDeny", Evaluate(
        """{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"b","aws:PrincipalTag/copy":"x"},"Bool":{"aws:SecureTransport":"true"}}}"""));

    [Fact]
    public void Variables_are_plain_text_in_the_old_version() => Assert.Equal("ImplicitDeny", Evaluate(
        """{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:PrincipalTag/team}/*"}""", "2008-10-17"));

    [Fact]
    public void A_pattern_of_many_stars_ends() =>
        Assert.False(Wildcard.Matches(string.Concat(Enumerable.Repeat("*a", 500)) + "b", new string('a', 5000)));

    private static string Evaluate(string statement, string version = "2012-10-17")
    {
        var policy = PolicyParser.Parse($$"""{"Version":"{{version}}","Statement":{{statement}}}""");
        var context = new RequestContext { Action = "s3:GetObject", Resource = "arn:aws:s3:::b/k" }
            .With("aws:PrincipalTag/team", "b").With("aws:PrincipalTag/copy", "b").With("aws:PrincipalTag/star", "*")
            .With("aws:PrincipalArn", "arn:aws:iam::111122223333:role/app")
            .With("aws:CurrentTime", "2026-11-23T22:15:36Z").With("aws:SecureTransport", "true").With("aws:SourceIp", "10.1.2.3")
            .With("n", "9").With("aws:TagKeys", "a", "b");
        return PolicyEvaluator.Evaluate([new PolicySource("p", "IAM Policy", policy)], context).ToString();
    }
}
