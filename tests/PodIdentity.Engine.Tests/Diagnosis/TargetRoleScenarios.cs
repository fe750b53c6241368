using static PodIdentity.Engine.Tests.Diagnosis.RoleFaults;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class TargetRoleScenarios
{
    private const string OtherRole = "arn:aws:iam::111122223333:role/eksClusterRole";
    private const string Account = "arn:aws:iam::111122223333:root";
    private const string ByHand = "aws iam update-assume-role-policy --role-name Target";

    public static IEnumerable<Scenario> All =>
    [
        new(
            "The target role does not exist", "", world => world.ChangeAssociationAsync(r => r.TargetRoleArn = "arn:aws:iam::111122223333:role/Nowhere"),
            Causes.TargetRoleMissing, "role/Nowhere", "-TargetRoleArn <arn of a role that exists>"),
        new("The target role trusts another role", "", world => world.AddTargetAsync(TrustOf(OtherRole)), Causes.TargetRoleTrustRefuses, $"does not let {RoleArn}", ByHand),
        new("The target role does not take tags", "", world => world.AddTargetAsync(TrustOf(RoleArn, "\"sts:AssumeRole\"")), Causes.TargetRoleTagSessionMissing, "sts:TagSession", ByHand),
        new(
            "The target role is for another namespace", "", world => world.AddTargetAsync(TrustOf(RoleArn, condition: """{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"prod"}}""")),
            Causes.TargetRoleConditionFails, "the call sends 'default'", ByHand),
        new(
            "The target role asks for another external id", "",
            world => world.AddTargetAsync(TrustOf(RoleArn, condition: """{"StringEquals":{"sts:ExternalId":"abc"}}"""), withoutTags: true),
            Causes.TargetRoleExternalIdWrong, $"the call sends '{ExternalId}'", $"Set sts:ExternalId to {ExternalId}"),
        new(
            "The target role asks for an external id while tags are sent", "",
            world => world.AddTargetAsync(TrustOf(RoleArn, condition: $$$"""{"StringEquals":{"sts:ExternalId":"{{{ExternalId}}}"}}""")),
            Causes.TargetRoleExternalIdNotSent, "sts:ExternalId", "-DisableSessionTag"),
        new("The role may not assume the target", "", world => world.AddTargetAsync(TrustOf(Account), permitted: null), Causes.TargetRoleNotPermitted, "no policy of the role allows it", "'assume-target'"),
        new("The role may assume the target but not tag", "", world => world.AddTargetAsync(TrustOf(Account), permitted: "\"sts:AssumeRole\""), Causes.TargetRoleNotPermitted, "sts:TagSession", TargetArn),
        new(
            "The role is denied the target", "",
            async world =>
            {
                await world.AddTargetAsync(TrustOf(RoleArn));
                await world.PutPolicyAsync("no-chain", Policy("Deny", "\"sts:AssumeRole\""));
            },
            Causes.TargetRoleDenied, "a policy denies it", "Take the Deny out"),
        new(
            "The target role depends on the organization", "", world => world.AddTargetAsync(TrustOf(RoleArn, condition: """{"StringEquals":{"aws:PrincipalOrgID":"o-abc1234567"}}""")),
            Causes.TargetRoleUndecided, "only known to AWS", "-Probe") { Status = CheckStatus.Warning },
        new(
            "The trust is wrong and so is the target's", "C1",
            async world =>
            {
                await world.AddTargetAsync(TrustOf(OtherRole));
                await world.SetTrustAsync(Trust(actions: "\"sts:AssumeRole\""));
            },
            Causes.TrustTagSessionMissing, "sts:TagSession", "New-PodIdentityRole Reader -Force"),
        new(
            "The target role refuses and lacks the permission", "", world => world.AddTargetAsync(TrustOf(OtherRole)), Causes.TargetRoleTrustRefuses, "does not let", ByHand) { Ask = request => request with { Permission = ["sqs:ListQueues"] } },
    ];
}
