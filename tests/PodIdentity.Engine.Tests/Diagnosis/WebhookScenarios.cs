using System.Text.Json.Nodes;
using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class WebhookScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new(
            "The webhook is not registered", "A3",
            world =>
            {
                world.Store().Remove("mutatingwebhookconfigurations", null, "pod-identity-webhook");
                return Task.CompletedTask;
            },
            Causes.WebhookMissing, "no mutatingwebhookconfiguration pod-identity-webhook", "AWS Support"),
        new(
            "The webhook does not answer, and nobody notices", "A3",
            world =>
            {
                world.Lab.Clock.Advance(TimeSpan.FromMinutes(10));
                return world.SilenceWebhookAsync();
            },
            Causes.WebhookSilent, "failure policy Ignore); 0 of 3 pods", "AWS Support"),
        new("The association is a moment old", "A1", world => world.SilenceWebhookAsync(), Causes.AssociationNotEffectiveYet, "0 of 3 pods", "Restart-PodIdentityWorkload"),
        new("The webhook does not answer, and no pod may start", "A3", world => world.SilenceWebhookAsync("Fail"), Causes.WebhookRefusesPods, "failed calling webhook", "failurePolicy"),
        new(
            "The webhook leaves the namespace out", "A3", world => world.ChangeWebhookAsync(hook => hook["namespaceSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["pod-identity"] = "on" } }),
            Causes.WebhookSelectsOthers, "asks for pod-identity=on, which namespace default does not satisfy", "kubectl edit"),
        new(
            "The webhook leaves pods without a label out", "A3",
            world => world.ChangeWebhookAsync(hook => hook["objectSelector"] = new JsonObject { ["matchExpressions"] = new JsonArray(new JsonObject { ["key"] = "pod-identity", ["operator"] = "Exists" }) }),
            Causes.WebhookSelectsOthers, "objectSelector asks for pod-identity", "kubectl edit"),
        new(
            "There is no association and the webhook is silent", "A5",
            async world =>
            {
                await world.SilenceWebhookAsync();
                await world.RemoveAssociationAsync();
            },
            Causes.AssociationMissing, "default/app", "New-PodIdentityAssociation"),
    ];
}
