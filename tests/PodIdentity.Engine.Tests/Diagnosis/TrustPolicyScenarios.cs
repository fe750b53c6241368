using PodIdentity.Engine.Tests.Support;
using static PodIdentity.Engine.Tests.Diagnosis.RoleFaults;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class TrustPolicyScenarios
{
    private const string Add = "New-PodIdentityRole Reader -Force";
    private const string Narrow = "-RestrictToServiceAccount default/app -Force";

    public static IEnumerable<Scenario> All =>
    [
        Of("The role trusts EC2", "C1", Trust("""{"Service":"ec2.amazonaws.com"}"""), Causes.TrustPrincipalMissing, "It trusts 'ec2.amazonaws.com'", Add),
        Of("The role trusts EKS itself instead of its pods", "C1", Trust("""{"Service":"eks.amazonaws.com"}"""), Causes.TrustPrincipalMissing, "It trusts 'eks.amazonaws.com'", Add),
        Of(
            "The role was made for IRSA", "E2",
            Trust("""{"Federated":"arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC"}""", "\"sts:AssumeRoleWithWebIdentity\""), Causes.TrustOnlyWebIdentity, "oidc-provider/oidc.eks", Add),
        Of("The trust lacks sts:TagSession", "C1", Trust(actions: "\"sts:AssumeRole\""), Causes.TrustTagSessionMissing, "sts:TagSession", Add),
        Of("The trust lacks sts:AssumeRole", "C1", Trust(actions: "\"sts:TagSession\""), Causes.TrustAssumeRoleMissing, "sts:AssumeRole", Add),
        Of("The trust is for another namespace", "C1", Asking("StringEquals", "aws:RequestTag/kubernetes-namespace", "prod"), Causes.TrustConditionFails, "kubernetes-namespace = 'prod' does not hold: the call sends 'default'", Narrow),
        Of("The trust is for another service account", "C1", Asking("StringEquals", "aws:RequestTag/kubernetes-service-account", "other"), Causes.TrustConditionFails, "the call sends 'app'", Narrow),
        Of("The trust is for another cluster", "C1", Asking("StringEquals", "aws:RequestTag/eks-cluster-name", "eksdemo2"), Causes.TrustConditionFails, "the call sends 'eksdemo1'", "-RestrictToCluster " + ClusterArn),
        Of("StringEquals takes a star literally", "C1", Asking("StringEquals", "aws:RequestTag/kubernetes-namespace", "def*"), Causes.TrustConditionFails, "StringLike does not", Narrow),
        Of("The source ARN is that of another cluster", "C1", Asking("ArnEquals", "aws:SourceArn", ClusterArn + "2"), Causes.TrustConditionFails, $"the call sends '{ClusterArn}'", Narrow),
        Of("The trust asks for an external id", "C1", Asking("StringEquals", "sts:ExternalId", "abc"), Causes.TrustConditionFails, "this call never sends that key", Narrow),
        Of("The trust is for another account", "C1", Asking("StringEquals", "aws:SourceAccount", "444455556666"), Causes.TrustWrongAccount, "the call sends '111122223333'", "-RestrictToAccount 111122223333"),
        Of(
            "The trust denies it", "C1", Trust(more: $$""",{"Sid":"NoPods","Effect":"Deny","Principal":{{ForPods}},"Action":"sts:AssumeRole"}"""), Causes.TrustDenied, "NoPods", "aws iam update-assume-role-policy --role-name Reader"),
        Of(
            "The source ARN is that of the association", "C2", Asking("ArnLike", "aws:SourceArn", "arn:aws:eks:us-east-1:111122223333:podidentityassociation/eksdemo1/*"), Causes.TrustSourceArnOfAssociation, "EKS sends the cluster's ARN", Narrow),
        new(
            "The trust asks for session tags that are disabled", "C3",
            async world =>
            {
                await world.SetTrustAsync(Asking("StringEquals", "aws:RequestTag/kubernetes-namespace", "default"));
                await world.ChangeAssociationAsync(r => r.DisableSessionTags = true);
            },
            Causes.TrustNeedsSessionTags, "the association sends no session tags", "-DisableSessionTag:$false"),
        Of("The trust depends on the pod's name", "", Asking("StringLike", "aws:RequestTag/kubernetes-pod-name", "web-*"), Causes.TrustUndecided, "another one for each pod", "-Probe") with { Status = CheckStatus.Warning },
        Of("The trust depends on the organization", "", Asking("StringEquals", "aws:SourceOrgID", "o-abc1234567"), Causes.TrustUndecided, "only known to AWS", "-Probe") with { Status = CheckStatus.Warning },
        new(
            "The trust is wrong and the role may do nothing", "C1",
            async world =>
            {
                await world.SetTrustAsync(Trust(actions: "\"sts:AssumeRole\""));
                await world.DetachAsync();
            },
            Causes.TrustTagSessionMissing, "sts:TagSession", Add) { Ask = AskS3 },
        new(
            "The trust is wrong and the webhook is gone", "C1",
            async world =>
            {
                await world.SetTrustAsync(Trust("""{"Service":"ec2.amazonaws.com"}"""));
                world.Store().Remove("mutatingwebhookconfigurations", null, "pod-identity-webhook");
            },
            Causes.TrustPrincipalMissing, "ec2.amazonaws.com", Add),
        new(
            "There is no association and the trust is wrong", "A5",
            async world =>
            {
                await world.SetTrustAsync(Trust("""{"Service":"ec2.amazonaws.com"}"""));
                await world.RemoveAssociationAsync();
            },
            Causes.AssociationMissing, "default/app", "New-PodIdentityAssociation"),
    ];

    private static Scenario Of(string name, string row, string trust, Cause cause, string evidence, string fix) => new(name, row, world => world.SetTrustAsync(trust), cause, evidence, fix);

    private static string Asking(string operation, string key, string value) => Trust(condition: $$$"""{"{{{operation}}}":{"{{{key}}}":"{{{value}}}"}}""");
}
