using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class NodeRoleScenarios
{
    private const string Deny = """{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"eks-auth:*","Resource":"*"}}""";

    public static IEnumerable<Scenario> All =>
    [
        new("The node role lacks the agent's permission", "C4", world => world.DetachNodePolicyAsync(), Causes.NodeRoleNotAllowed, "implicitDeny", "AmazonEKSWorkerNodePolicy"),
        new("The node role lacks it, and nothing may be simulated", "C4", async world =>
        {
            await world.DetachNodePolicyAsync();
            world.Fail("iam", "SimulatePrincipalPolicy", 403, "AccessDenied");
        }, Causes.NodeRoleNotAllowed, "none allows eks-auth:AssumeRoleForPodIdentity", "AmazonEKSWorkerNodePolicy"),
        new("The node role is denied it", "C4", DenyAsync, Causes.NodeRoleDenied, "explicitDeny", "list-role-policies"),
        new("The node role is denied it, and nothing may be simulated", "C4", async world =>
        {
            await DenyAsync(world);
            world.Fail("iam", "SimulatePrincipalPolicy", 403, "AccessDenied");
        }, Causes.NodeRoleDenied, "NoAuth denies", "list-role-policies"),
        new("The node role's boundary leaves it out", "C4", BoundAsync, Causes.NodeRoleBounded, "boundary", "PermissionsBoundary"),
        new("The node role's boundary leaves it out, and nothing may be simulated", "C4", async world =>
        {
            await BoundAsync(world);
            world.Fail("iam", "SimulatePrincipalPolicy", 403, "AccessDenied");
        }, Causes.NodeRoleBounded, "AmazonS3ReadOnlyAccess", "PermissionsBoundary"),
        new("The nodes are self-managed", "C4", world => Unlabel(world, null), Causes.NodeRoleUnknown, "self-managed", "simulate-principal-policy") { Status = CheckStatus.Warning },
        new("The nodes are Karpenter's", "C4", world => Unlabel(world, "spot"), Causes.NodeRoleUnknown, "node pool spot", "simulate-principal-policy") { Status = CheckStatus.Warning },
        new("Node role and association are missing what they need", "C4", async world =>
        {
            await world.DetachNodePolicyAsync();
            await world.RemoveAssociationAsync();
        }, Causes.NodeRoleNotAllowed, "implicitDeny", "attach-role-policy"),
    ];

    private static async Task DenyAsync(EngineLab world)
    {
        using var iam = world.Iam();
        await iam.PutRolePolicyAsync(new() { RoleName = world.NodeRoleName(), PolicyName = "NoAuth", PolicyDocument = Deny }, TestContext.Current.CancellationToken);
    }

    private static async Task BoundAsync(EngineLab world)
    {
        using var iam = world.Iam();
        await iam.PutRolePermissionsBoundaryAsync(new() { RoleName = world.NodeRoleName(), PermissionsBoundary = RoleLab.S3 }, TestContext.Current.CancellationToken);
    }

    private static Task Unlabel(EngineLab world, string? karpenterPool)
    {
        world.ChangeNodes("labels", "eks.amazonaws.com/nodegroup", null);
        world.ChangeNodes("labels", "karpenter.sh/nodepool", karpenterPool);
        return Task.CompletedTask;
    }
}
