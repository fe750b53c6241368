using System.Text.Json.Nodes;
using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Tests.Policies;

public class TrustPolicyTests
{
    [Fact]
    public void The_policy_we_create_passes_our_own_check() => Assert.True(TrustPolicy.AllowsPodIdentity(TrustWish.Of(TrustRestriction.None).Document));

    [Theory]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com","pods.eks.amazonaws.com"]},"Action":"sts:*"}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":"sts:assumerole"},{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":"sts:TagSession"}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"aws:SourceAccount":"1"}}}]}""")]
    public void Statements_that_together_allow_both_actions_pass(string policy) => Assert.True(TrustPolicy.AllowsPodIdentity(policy));

    [Theory]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Deny","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"*"}]}""")]
    [InlineData("""{"Statement":[]}""")]
    [InlineData("[]")]
    [InlineData("not json")]
    public void Anything_less_does_not_pass(string policy) => Assert.False(TrustPolicy.AllowsPodIdentity(policy));

    [Theory]
    [InlineData("""{"Version":"2012-10-17","Id":"mine","Statement":[{"Sid":"Ec2","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""")]
    [InlineData("""{"Version":"2012-10-17","Id":"mine","Statement":{"Sid":"Ec2","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}""")]
    public void Adding_our_statement_keeps_everything_else(string policy)
    {
        var after = JsonNode.Parse(TrustWish.Of(TrustRestriction.None).Compare("r", policy).Document)!;

        Assert.True(TrustPolicy.AllowsPodIdentity(after.ToJsonString()));
        Assert.Equal("mine", (string?)after["Id"]);
        Assert.Equal("Ec2", (string?)after["Statement"]![0]!["Sid"]);
        Assert.Equal(2, after["Statement"]!.AsArray().Count);
    }
}
