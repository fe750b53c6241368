using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class ServiceAccountScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("The namespace does not exist", "A5", _ => Task.CompletedTask, Causes.NamespaceMissing, "It has default", "create namespace defaults") { Ask = r => r with { Namespace = "defaults" } },
        new("The service account does not exist", "A5", _ => Task.CompletedTask, Causes.ServiceAccountMissing, "no service account nobody", "create serviceaccount nobody") { Ask = r => r with { ServiceAccount = "nobody" } },
        new("The service account is misspelt", "A5", world => world.AddServiceAccountAsync("aws-cli-sa"), Causes.ServiceAccountMisspelt, "It has aws-cli-sa", "-ServiceAccount aws-cli-sa") { Ask = r => r with { ServiceAccount = "aws-cli-as" } },
        new("The pod runs as another service account", "A5", world => world.AddPodAsync("stray", serviceAccount: "another"), Causes.PodRunsAsOtherServiceAccount, "runs as service account another", "set serviceaccount") { Ask = r => r with { PodName = "stray" } },
        new("Pods run as default", "A5", async world =>
        {
            await world.AddServiceAccountAsync("lonely");
            await world.AddPodAsync("stray", serviceAccount: "default");
        }, Causes.PodsRunAsOtherServiceAccount, "as default run stray", "set serviceaccount") { Ask = r => r with { ServiceAccount = "lonely" }, Status = CheckStatus.Warning },
    ];
}
