using PodIdentity.Engine.Tests.Support;
using static PodIdentity.Engine.Tests.Diagnosis.RoleFaults;

namespace PodIdentity.Engine.Tests.Diagnosis;

/// <summary>Set-ups that are unusual and well raise no false alarm; what cannot be read is told and passes for nothing.</summary>
public class RoleVariationTests
{
    private static readonly Dictionary<string, Func<EngineLab, Task>> Variations = new()
    {
        ["Trust narrowed to the service account"] = world => world.SetTrustAsync(Trust(condition: $$$"""{"StringEquals":{"aws:SourceAccount":"111122223333","aws:RequestTag/eks-cluster-arn":"{{{ClusterArn}}}","aws:RequestTag/kubernetes-namespace":"default","aws:RequestTag/kubernetes-service-account":"app"}}""")),
        ["Trust narrowed by wildcards"] = world => world.SetTrustAsync(Trust(condition: """{"StringLike":{"aws:RequestTag/kubernetes-namespace":["prod","def*"],"aws:RequestTag/kubernetes-service-account":"a?p"}}""")),
        ["Trust narrowed to the cluster's ARN"] = world => world.SetTrustAsync(Trust(condition: $$$"""{"ArnLike":{"aws:SourceArn":"{{{ClusterArn}}}"}}""")),
        ["Trust beside that of IRSA"] = world => world.SetTrustAsync(Trust(more: """,{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC"},"Action":"sts:AssumeRoleWithWebIdentity"}""")),
        ["Trust in two statements"] = world => world.SetTrustAsync(Trust(actions: "\"sts:AssumeRole\"", more: $$""",{"Effect":"Allow","Principal":{{ForPods}},"Action":"sts:Tag*"}""")),
        ["Target role with tags"] = world => world.AddTargetAsync(TrustOf(RoleArn, condition: """{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"default"}}""")),
        ["Target role with an external id and no tags"] = world => world.AddTargetAsync(TrustOf(RoleArn, "\"sts:AssumeRole\"", $$$"""{"StringEquals":{"sts:ExternalId":"{{{ExternalId}}}"}}"""), "\"sts:AssumeRole\"", withoutTags: true),
        ["Target role that names the role, which needs no policy then"] = world => world.AddTargetAsync(TrustOf(RoleArn), permitted: null),
        ["Session policy"] = world => world.ChangeAssociationAsync(r => (r.DisableSessionTags, r.Policy) = (true, Policy("Allow", "\"s3:List*\""))),
        ["Several policies"] = world => world.PutPolicyAsync("more", Policy("Allow", "\"sqs:*\"")),
        ["Boundary that allows it"] = world => world.BoundAsync("AmazonS3FullAccess"),
        ["A Deny for others"] = world => world.PutPolicyAsync("others", Policy("Deny", "\"s3:*\"", condition: """{"StringNotLike":{"aws:PrincipalTag/kubernetes-namespace":"def*"}}""")),
        ["Allowed by tag"] = async world =>
        {
            await world.DetachAsync();
            await world.PutPolicyAsync("tagged", Policy("Allow", "\"s3:*\"", condition: """{"StringLike":{"aws:PrincipalTag/eks-cluster-name":"eks*"}}"""));
        },
        ["Read without the simulator"] = world =>
        {
            world.Fail("iam", "SimulatePrincipalPolicy", 403, "AccessDenied");
            return Task.CompletedTask;
        },
    };

    public static TheoryData<string> Names => [.. Variations.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task A_healthy_variation_raises_no_alarm(string name)
    {
        await using var world = await HealthySetup.StartAsync();
        await Variations[name](world);

        var checks = await world.DiagnoseAsync(AskS3);

        // Where the association was changed in a later second than the pod was made, the pod is rightly said to be older.
        Assert.All(
            checks.Where(c => c.CauseId != Causes.PodHasOldCredentials.Id),
            c => Assert.True(c.Status is CheckStatus.Passed or CheckStatus.Skipped, $"{c.Name} {c.Status}: {c.Evidence}"));
        Assert.Equal(CheckStatus.Passed, checks.Single(c => c.Name == "Permission").Status);
    }

    [Fact]
    public async Task A_target_role_of_another_account_is_a_warning_for_role_and_permission()
    {
        await using var world = await HealthySetup.StartAsync();
        const string target = "arn:aws:iam::444455556666:role/Far";
        await world.PutPolicyAsync("chain", Policy("Allow", Both, target));
        await world.ChangeAssociationAsync(r => r.TargetRoleArn = target);

        var checks = await world.DiagnoseAsync(AskS3);

        var role = checks.Single(c => c.Name == "TargetRole");
        Assert.Equal((CheckStatus.Warning, target), (role.Status, role.Target));
        Assert.Contains("cannot be read from account 111122223333", role.Evidence, StringComparison.Ordinal);
        Assert.Equal(CheckStatus.Warning, checks.Single(c => c.Name == "Permission").Status);
    }

    [Theory]
    [InlineData("kubernetes", "create pods", "pods is forbidden: User \"me\" cannot create resource \"pods\" in API group \"\" in the namespace \"default\"", "Webhook", "`create` on `pods`")]
    [InlineData("iam", "GetRole", "not authorized", "TrustPolicy", "iam:GetRole")]
    public async Task What_may_not_be_read_is_a_warning_that_names_the_permission(string service, string operation, string message, string link, string permission)
    {
        await using var world = await HealthySetup.StartAsync();
        world.Lab.Traffic.Faults.Add(new() { Service = service, Operation = operation, Status = 403, Code = service == "iam" ? "AccessDenied" : "Forbidden", Message = message });

        var check = (await world.DiagnoseAsync()).Single(c => c.Name == link);

        Assert.Equal(CheckStatus.Warning, check.Status);
        Assert.Contains(permission, check.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_simulator_nor_policies_may_be_read()
    {
        await using var world = await HealthySetup.StartAsync();
        world.Fail("iam", "SimulatePrincipalPolicy", 403, "AccessDenied");
        world.Fail("iam", "ListAttachedRolePolicies", 403, "AccessDenied");

        var check = (await world.DiagnoseAsync(AskS3)).Single(c => c.Name == "Permission");

        Assert.Equal(CheckStatus.Warning, check.Status);
        Assert.Contains("iam:SimulatePrincipalPolicy", check.Evidence, StringComparison.Ordinal);
        Assert.Contains("iam:ListAttachedRolePolicies", check.Evidence, StringComparison.Ordinal);
    }
}
