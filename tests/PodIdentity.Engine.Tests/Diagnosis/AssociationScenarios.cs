namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class AssociationScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("There is no association", "A5", world => world.RemoveAssociationAsync(), Causes.AssociationMissing, "no association of default/app", "New-PodIdentityAssociation"),
    ];
}
