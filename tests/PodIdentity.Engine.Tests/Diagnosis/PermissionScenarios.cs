using PodIdentity.Engine.Tests.Support;
using static PodIdentity.Engine.Tests.Diagnosis.RoleFaults;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class PermissionScenarios
{
    private const string ListBuckets = "\"s3:ListAllMyBuckets\"";

    public static IEnumerable<Scenario> All =>
    [
        new("No policy of the role allows it", "", _ => Task.CompletedTask, Causes.PermissionMissing, "AmazonS3ReadOnlyAccess", "sqs:ListQueues") { Ask = Asking("sqs:ListQueues") },
        new("One of two actions is not allowed", "", _ => Task.CompletedTask, Causes.PermissionMissing, "allows sqs:ListQueues", "sqs:ListQueues") { Ask = Asking("s3:ListAllMyBuckets", "sqs:ListQueues") },
        new("The boundary does not allow it", "", world => world.BoundAsync("AmazonSQSReadOnlyAccess"), Causes.PermissionOutsideBoundary, "policy/AmazonSQSReadOnlyAccess", "put-role-permissions-boundary --role-name Reader") { Ask = AskS3 },
        new("A policy denies it", "", world => world.PutPolicyAsync("no-s3", Policy("Deny", "\"s3:*\"")), Causes.PermissionDenied, "inline policy no-s3 denies it", "s3:ListAllMyBuckets") { Ask = AskS3 },
        new(
            "The session policy does not allow it", "",
            world => world.ChangeAssociationAsync(r => (r.DisableSessionTags, r.Policy) = (true, Policy("Allow", "\"s3:GetObject\""))),
            Causes.PermissionOutsideSessionPolicy, "session policy", "-Policy <session policy that allows s3:ListAllMyBuckets>") { Ask = AskS3 },
        new(
            "The session policy denies it", "",
            world => world.ChangeAssociationAsync(r => (r.DisableSessionTags, r.Policy) = (true, Policy("Deny", "\"s3:List*\""))),
            Causes.PermissionOutsideSessionPolicy, "statement 1 of the session policy denies it", "-RoleName Reader -Policy") { Ask = AskS3 },
        new(
            "It is allowed to another namespace", "",
            async world =>
            {
                await world.DetachAsync();
                await world.PutPolicyAsync("prod", Policy("Allow", ListBuckets, condition: """{"StringEquals":{"aws:PrincipalTag/kubernetes-namespace":"prod"}}"""));
            },
            Causes.PermissionMissing, "the call sends 'default'", "New-PodIdentityRole Reader -InlinePolicy") { Ask = AskS3 },
        new(
            "The target role may not do it", "", world => world.AddTargetAsync(TrustOf(RoleArn)), Causes.PermissionMissing, TargetArn, "New-PodIdentityRole Target") { Ask = Asking("sqs:ListQueues") },
        new(
            "It is not allowed, and the simulator may not be asked", "",
            world =>
            {
                world.Fail("iam", "SimulatePrincipalPolicy", 403, "AccessDenied");
                return Task.CompletedTask;
            },
            Causes.PermissionMissing, "no statement allows sqs:ListQueues", "sqs:ListQueues") { Ask = Asking("sqs:ListQueues") },
        new(
            "The boundary does not allow it, and the simulator may not be asked", "",
            async world =>
            {
                await world.BoundAsync("AmazonSQSReadOnlyAccess");
                world.Fail("iam", "SimulatePrincipalPolicy", 403, "AccessDenied");
            },
            Causes.PermissionOutsideBoundary, "AmazonSQSReadOnlyAccess", "Reader") { Ask = AskS3 },
        new("The role has no policies", "", world => world.DetachAsync(), Causes.RoleWithoutPolicies, "neither attached nor inline", "New-PodIdentityRole Reader -ManagedPolicy") { Status = CheckStatus.Warning },
        new(
            "It is allowed on one bucket", "",
            async world =>
            {
                await world.DetachAsync();
                await world.PutPolicyAsync("one", Policy("Allow", "\"s3:GetObject\"", "arn:aws:s3:::eksdemo1-logs/*"));
            },
            Causes.PermissionUndecided, "arn:aws:s3:::eksdemo1-logs/* only", "simulate-principal-policy") { Ask = Asking("s3:GetObject"), Status = CheckStatus.Warning },
        new(
            "It is denied outside of an endpoint", "",
            world => world.PutPolicyAsync("vpce", Policy("Deny", ListBuckets, condition: """{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}""")),
            Causes.PermissionUndecided, "inline policy vpce denies it, but", "s3:ListAllMyBuckets") { Ask = AskS3, Status = CheckStatus.Warning },
        new(
            "The role lacks it and the webhook is gone", "",
            world =>
            {
                world.Store().Remove("mutatingwebhookconfigurations", null, "pod-identity-webhook");
                return Task.CompletedTask;
            },
            Causes.PermissionMissing, "sqs:ListQueues", "sqs:ListQueues") { Ask = Asking("sqs:ListQueues") },
        new(
            "There is no association and the role may do nothing", "A5",
            async world =>
            {
                await world.DetachAsync();
                await world.RemoveAssociationAsync();
            },
            Causes.AssociationMissing, "default/app", "New-PodIdentityAssociation") { Ask = AskS3 },
    ];

    private static Func<TestSetupRequest, TestSetupRequest> Asking(params string[] actions) => request => request with { Permission = actions };
}
