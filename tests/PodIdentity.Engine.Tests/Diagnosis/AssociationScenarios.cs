using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class AssociationScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("There is no association", "A5", world => world.RemoveAssociationAsync(), Causes.AssociationMissing, "no association of default/app", "New-PodIdentityAssociation"),
        new("The annotation of IRSA stands in place of the association", "A6", async world =>
        {
            await world.RemoveAssociationAsync();
            world.Annotate("app", "eks.amazonaws.com/role-arn", "arn:aws:iam::111122223333:role/Reader");
        }, Causes.AnnotationInsteadOfAssociation, "role-arn=arn:aws:iam::111122223333:role/Reader", "-RoleName Reader"),
        new("The association is of a similar name", "A5", async world =>
        {
            await world.AddServiceAccountAsync("backend-app");
            await world.AssociateAsync(EngineLab.Association("backend-api") with { NoWait = true });
        }, Causes.AssociationOfSimilarName, "It lists one of default/backend-api", "-ServiceAccount backend-api") { Ask = r => r with { ServiceAccount = "backend-app" } },
        new("The association is in another namespace", "A5", async world =>
        {
            await world.RemoveAssociationAsync();
            await world.AssociateAsync(EngineLab.Association() with { Namespace = "kube-system", NoWait = true });
        }, Causes.AssociationInOtherNamespace, "It lists kube-system/app", "-Namespace kube-system"),
        new("The association is seconds old", "A1", world =>
        {
            world.Lab.World.Options.ConsistencyDelay = TimeSpan.FromHours(1);
            return world.AssociateAsync(EngineLab.Association("young") with { NoWait = true });
        }, Causes.AssociationTooYoung, "s ago", "Restart-PodIdentityWorkload")
            { Ask = r => r with { ServiceAccount = "young" }, Status = CheckStatus.Warning },
        new("There is no association, and the role is deleted", "A5", async world =>
        {
            await world.RemoveAssociationAsync();
            await world.DeleteRoleAsync();
        }, Causes.AssociationMissing, "no association of default/app", "New-PodIdentityAssociation"),
        new("The role is deleted", "C8", world => world.DeleteRoleAsync(), Causes.RoleDeleted, "IAM knows no role Reader", "New-PodIdentityRole -RoleName Reader"),
        new("The role was made again", "C8", async world =>
        {
            await world.DeleteRoleAsync();
            await world.PassTimeAsync();
            await world.NewRoleAsync();
        }, Causes.RoleRecreated, "after association", "Remove-PodIdentityAssociation"),
        new("The role has another path", "C8", async world =>
        {
            await world.DeleteRoleAsync();
            using var iam = world.Iam();
            await iam.CreateRoleAsync(new() { RoleName = EngineLab.RoleName, Path = "/team/", AssumeRolePolicyDocument = RoleLab.PodTrust }, TestContext.Current.CancellationToken);
        }, Causes.RolePathDiffers, "role/team/Reader", "-RoleArn arn:aws:iam::111122223333:role/team/Reader"),
    ];
}
