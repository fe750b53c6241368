using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Tests.Policies;

public class TrustEvaluationTests
{
    private const string Cluster = "arn:aws:eks:us-east-1:111122223333:cluster/prod";

    private static readonly TrustContext Web = new()
    {
        ClusterArn = Cluster, ClusterName = "prod", Namespace = "shop", ServiceAccount = "web", AccountId = "111122223333",
    };

    public static string Trust(string condition, string actions = """["sts:AssumeRole","sts:TagSession"]""", string effect = "Allow", string principal = """{"Service":"pods.eks.amazonaws.com"}""") =>
        $$"""{"Version":"2012-10-17","Statement":[{"Sid":"Web","Effect":"{{effect}}","Principal":{{principal}},"Action":{{actions}},"Condition":{{condition}}}]}""";

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"StringEquals":{"aws:SourceAccount":"111122223333"}}""")]
    [InlineData("""{"ArnEquals":{"aws:SourceArn":"arn:aws:eks:*:111122223333:cluster/prod"}}""")]
    [InlineData("""{"StringEquals":{"aws:requesttag/kubernetes-namespace":["a","shop"],"aws:RequestTag/kubernetes-service-account":"web","aws:RequestTag/eks-cluster-name":"prod"}}""")]
    [InlineData("""{"StringLike":{"aws:RequestTag/kubernetes-service-account":"w?b*"}}""")]
    [InlineData("""{"StringNotEquals":{"aws:RequestTag/kubernetes-namespace":"kube-system"},"Null":{"aws:RequestTag/eks-cluster-arn":"false"}}""")]
    [InlineData("""{"StringEqualsIfExists":{"sts:ExternalId":"x"},"Bool":{"aws:PrincipalIsAWSService":true}}""")]
    [InlineData("""{"ForAllValues:StringLike":{"aws:TagKeys":["eks-*","kubernetes-*"]}}""")]
    [InlineData("""{"StringEquals":{"aws:SourceArn":"arn:aws:eks:us-east-1:${aws:SourceAccount}:cluster/${aws:RequestTag/eks-cluster-name}"}}""")]
    public void Conditions_that_hold_for_the_call_let_the_pods_in(string condition)
    {
        var result = TrustEvaluation.Evaluate(Trust(condition), Web);

        Assert.True(result.Allowed, result.Explanation);
        Assert.Equal("Statement 1 (Web) of the trust policy allows it.", result.Explanation);
        Assert.Empty(result.Undecided);
    }

    [Theory]
    [InlineData("""{"StringEquals":{"aws:SourceAccount":"999999999999"}}""", "the call sends '111122223333'")]
    [InlineData("""{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"Shop"}}""", "the call sends 'shop'")]
    [InlineData("""{"ArnLike":{"aws:SourceArn":"arn:aws:eks:us-east-1:111122223333:podidentityassociation/prod/*"}}""", "EKS sends the cluster's ARN, not the association's")]
    [InlineData("""{"StringEquals":{"aws:RequestTag/kubernetes-service-account":"w*"}}""", "StringEquals takes * literally")]
    [InlineData("""{"StringEquals":{"sts:ExternalId":"x"}}""", "never sends that key")]
    [InlineData("""{"StringEquals":{"aws:RequestTag/team":"x"}}""", "never sends that key")]
    [InlineData("""{"ForAnyValue:StringEquals":{"aws:TagKeys":"team"}}""", "the call sends 'eks-cluster-arn")]
    [InlineData("""{"Null":{"aws:SourceAccount":"true"}}""", "the call sends '111122223333'")]
    public void The_condition_that_fails_is_named_with_what_the_call_sends(string condition, string reason)
    {
        var result = TrustEvaluation.Evaluate(Trust(condition), Web);

        Assert.False(result.Allowed);
        Assert.StartsWith("The trust policy does not let pods.eks.amazonaws.com do sts:AssumeRole and sts:TagSession: statement 1 (Web) would, but its condition", result.Explanation, StringComparison.Ordinal);
        Assert.Contains(reason, result.Explanation, StringComparison.Ordinal);
        Assert.Equal(TrustOutcome.ConditionFails, Assert.Single(result.Statements).Outcome);
    }

    [Fact]
    public void Without_session_tags_a_condition_on_one_fails()
    {
        var result = TrustEvaluation.Evaluate(Trust("""{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"shop"}}"""), Web with { WithoutSessionTags = true });

        Assert.False(result.Allowed);
        Assert.Contains("the association sends no session tags", result.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"StringLike":{"aws:RequestTag/kubernetes-pod-name":"web-*"}}""", "another one for each pod")]
    [InlineData("""{"StringEquals":{"aws:SourceOrgId":"o-1"}}""", "only known to AWS")]
    public void What_cannot_be_known_here_is_told_and_not_held_against_the_role(string condition, string reason)
    {
        var result = TrustEvaluation.Evaluate(Trust(condition), Web);

        Assert.True(result.Allowed);
        Assert.Contains(reason, Assert.Single(result.Undecided), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["sts:AssumeRole"]""", "do sts:TagSession: no statement that allows it names it")]
    [InlineData("""["sts:AssumeRoleWithWebIdentity"]""", "do sts:AssumeRole and sts:TagSession")]
    public void A_missing_action_is_named(string actions, string expected)
    {
        var result = TrustEvaluation.Evaluate(Trust("{}", actions), Web);

        Assert.False(result.Allowed);
        Assert.Contains(expected, result.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_denial_beats_what_another_statement_allows()
    {
        var policy = Trust("{}").Replace("}]}", """},{"Effect":"Deny","Principal":"*","Action":"sts:*","Condition":{"StringNotEquals":{"aws:SourceAccount":"999999999999"}}}]}""", StringComparison.Ordinal);

        var result = TrustEvaluation.Evaluate(policy, Web);

        Assert.False(result.Allowed);
        Assert.Equal("Statement 2 of the trust policy denies it.", result.Explanation);
    }

    [Theory]
    [InlineData("not json", "not valid JSON")]
    [InlineData("""{"Statement":"x"}""", "neither an object nor an array")]
    public void A_policy_that_cannot_be_read_lets_nobody_in(string policy, string reason)
    {
        var result = TrustEvaluation.Evaluate(policy, Web);

        Assert.False(result.Allowed);
        Assert.Contains(reason, result.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"AWS":"arn:aws:iam::111122223333:role/Source"}""", """{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"shop"},"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Source"}}""", false, true)]
    [InlineData("""{"AWS":"111122223333"}""", """{"StringEquals":{"sts:ExternalId":"us-east-1/111122223333/prod/shop/web"}}""", true, true)]
    [InlineData("""{"AWS":"arn:aws:iam::111122223333:root"}""", """{"StringEquals":{"sts:ExternalId":"us-east-1/111122223333/prod/shop/web"}}""", false, false)]
    [InlineData("""{"AWS":"arn:aws:iam::111122223333:role/Other"}""", "{}", false, false)]
    [InlineData("""{"Service":"pods.eks.amazonaws.com"}""", "{}", false, false)]
    public void A_target_role_is_asked_by_the_source_role(string principal, string condition, bool withoutTags, bool allowed)
    {
        var result = TrustEvaluation.Evaluate(
            Trust(condition, principal: principal),
            Web with { SourceRoleArn = "arn:aws:iam::111122223333:role/Source", WithoutSessionTags = withoutTags });

        Assert.Equal(allowed, result.Allowed);
    }
}
