using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Tests.Policies;

public class TrustTrapsTests
{
    [Theory]
    [InlineData("""{"ArnLike":{"aws:SourceArn":"arn:aws:eks:*:*:podidentityassociation/prod/*"}}""", "EKS sends the cluster's ARN")]
    [InlineData("""{"StringEquals":{"sts:ExternalId":"x"}}""", "EKS does not send sts:ExternalId")]
    [InlineData("""{"StringEquals":{"aws:RequestTag/team":"x"}}""", "EKS does not send aws:RequestTag/team")]
    [InlineData("""{"NumericEquals":{"aws:SourceAccount":"111122223333"}}""", "does not compare text")]
    [InlineData("""{"ArnLike":{"aws:RequestTag/kubernetes-namespace":"shop"}}""", "is not an ARN")]
    [InlineData("""{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"shop-*"}}""", "Use StringLike")]
    public void Conditions_that_never_hold_are_found(string condition, string expected) =>
        Assert.Contains(expected, Assert.Single(Find(TrustEvaluationTests.Trust(condition))), StringComparison.Ordinal);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"StringEquals":{"aws:SourceAccount":"111122223333","aws:SourceArn":"arn:aws:eks:us-east-1:111122223333:cluster/prod","aws:RequestTag/kubernetes-namespace":"shop"}}""")]
    [InlineData("""{"StringLike":{"aws:RequestTag/kubernetes-namespace":"shop-*"},"StringEqualsIfExists":{"sts:ExternalId":"x"},"StringNotEquals":{"aws:SourceVpc":"v"}}""")]
    [InlineData("""{"StringEquals":{"aws:SourceOrgID":"o-1"}}""")]
    public void Conditions_that_can_hold_are_not(string condition) => Assert.Empty(Find(TrustEvaluationTests.Trust(condition)));

    [Theory]
    [InlineData("""{"Service":["pods.eks.amazonaws.com","eks-pods.amazonaws.com"]}""", "trusts the service 'eks-pods.amazonaws.com'")]
    [InlineData("\"*\"", "trusts everybody")]
    public void Principals_that_are_not_meant_are_found(string principal, string expected) =>
        Assert.Contains(expected, Assert.Single(Find(TrustEvaluationTests.Trust("{}", principal: principal))), StringComparison.Ordinal);

    [Fact]
    public void NotAction_is_found() =>
        Assert.Contains("NotAction", Assert.Single(Find(TrustEvaluationTests.Trust("{}").Replace("\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\"]", "\"NotAction\":\"sts:SetSourceIdentity\"", StringComparison.Ordinal))), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"shop"}}""", true)]
    [InlineData("""{"StringEqualsIfExists":{"aws:RequestTag/kubernetes-namespace":"shop"}}""", false)]
    [InlineData("{}", false)]
    public void Session_tags_are_needed_where_a_condition_needs_one(string condition, bool needed) =>
        Assert.Equal(needed, TrustTraps.NeedsSessionTags(PolicyReader.Read(TrustEvaluationTests.Trust(condition)).Policy!));

    private static List<string> Find(string policy) => TrustTraps.Find(PolicyReader.Read(policy).Policy!).ToList();
}
