using Amazon.EKS.Model;
using k8s.Models;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The cluster's webhook gives new pods of the service account the variables that SDKs look for.</summary>
internal sealed class WebhookLink : ILink
{
    // EKS speaks of several seconds; users report a quarter of a minute.
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(2);

    public string Name => "Webhook";

    public IReadOnlyList<string> Needs => ["Cluster"];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var reading = await facts.WebhookAsync().ConfigureAwait(false);
        if (reading is { IsKnown: true, Value: null })
        {
            return [Finding.Failed(Causes.WebhookMissing, $"There is no mutatingwebhookconfiguration {Effectiveness.WebhookName} in cluster {facts.Cluster.Name}.", Effectiveness.WebhookName)];
        }

        var (association, account) = (await facts.AssociationAsync().ConfigureAwait(false), await facts.ServiceAccountAsync().ConfigureAwait(false));
        var seen = reading.IsKnown ? $"Webhook {Effectiveness.WebhookName} is registered (failure policy {PolicyOf(reading.Value!)})" : $"The webhook's configuration was not read ({reading.Unread})";
        if (account is { IsKnown: true, Value: null })
        {
            return [Finding.NotApplicable($"{seen}. No pod can be tried: the service account does not exist.")];
        }

        if (association is not { IsKnown: true, Value: { } found })
        {
            return [association.IsKnown ? Finding.NotApplicable($"{seen}. Without an association it has nothing to do.") : Finding.Unread($"{seen}; {association.Unread}")];
        }

        var dryRun = await facts.DryRunAsync().ConfigureAwait(false);
        return [dryRun.IsKnown ? await ExamineAsync(facts, reading.Value, seen, found, dryRun.Value).ConfigureAwait(false) : Finding.Unread($"{seen}; whether it works: {dryRun.Unread}", Effectiveness.WebhookName)];
    }

    private static async Task<Finding> ExamineAsync(Facts facts, V1MutatingWebhookConfiguration? webhook, string seen, PodIdentityAssociation association, DryRun dryRun)
    {
        const string target = Effectiveness.WebhookName;
        if (dryRun.Refusal is { } refusal)
        {
            return refusal.Contains("failed calling webhook", StringComparison.Ordinal) && IsAbout(webhook, refusal)
                ? Finding.Failed(Causes.WebhookRefusesPods, $"{seen}. The API server answered: {refusal}", target)
                : Finding.Unread($"{seen}; whether it works could not be tried: {dryRun.Explanation?.Message ?? refusal}", target);
        }

        var (injected, all) = (dryRun.Pods.Count(Effectiveness.IsInjected), dryRun.Pods.Count);
        var tried = $"{injected} of {all} pods of a dry run were given {Effectiveness.InjectedVariable}";
        if (injected == all)
        {
            return Finding.Passed($"{seen}; {tried}.", target);
        }

        if (webhook is not null && injected == 0 && await WhoIsLeftOutAsync(facts, webhook, dryRun.Pods[0]).ConfigureAwait(false) is { } selector)
        {
            return Finding.Failed(Causes.WebhookSelectsOthers, $"{seen}; {tried}. {selector}", target);
        }

        // The cluster's own time: that of this machine may be wrong.
        var now = dryRun.Pods[0].Metadata.CreationTimestamp?.ToUniversalTime() ?? DateTime.UtcNow;
        var since = (association.ModifiedAt > association.CreatedAt ? association.ModifiedAt : association.CreatedAt)?.ToUniversalTime() ?? DateTime.MinValue;
        var age = $"The association is as it is since {since:u}; the cluster's time is {now:u}";
        return now - since < LongEnough
            ? Finding.Failed(Causes.AssociationNotEffectiveYet, $"{seen}; {tried}. {age}.", target)
            : Finding.Failed(Causes.WebhookSilent, $"{seen}; {tried}. {age}, which is long enough.", target);
    }

    // The API server names the hook, not the configuration that it stands in.
    private static bool IsAbout(V1MutatingWebhookConfiguration? webhook, string refusal) =>
        (webhook?.Webhooks?.Select(hook => hook.Name) ?? []).Append(Effectiveness.WebhookName).Any(name => refusal.Contains(name, StringComparison.Ordinal));

    /// <summary>Which selector of the webhook leaves the pod out, as a sentence; null when none does as far as can be read.</summary>
    private static async Task<string?> WhoIsLeftOutAsync(Facts facts, V1MutatingWebhookConfiguration webhook, V1Pod pod)
    {
        foreach (var hook in webhook.Webhooks ?? [])
        {
            if (IsGiven(hook.NamespaceSelector) && await facts.NamespaceLabelsAsync().ConfigureAwait(false) is { IsKnown: true, Value: var labels } && LabelSelection.MissedBy(hook.NamespaceSelector, labels) is { } ofNamespace)
            {
                return $"Its namespaceSelector asks for {ofNamespace}, which namespace {facts.Request.Namespace} does not satisfy.";
            }

            if (IsGiven(hook.ObjectSelector) && LabelSelection.MissedBy(hook.ObjectSelector, pod.Metadata.Labels ?? new Dictionary<string, string>()) is { } ofPod)
            {
                return $"Its objectSelector asks for {ofPod}, which a pod without that label does not satisfy.";
            }
        }

        return null;
    }

    private static bool IsGiven(V1LabelSelector? selector) => selector is { MatchLabels.Count: > 0 } or { MatchExpressions.Count: > 0 };

    private static string PolicyOf(V1MutatingWebhookConfiguration webhook) => string.Join(", ", (webhook.Webhooks ?? []).Select(w => w.FailurePolicy ?? "Fail").Distinct());
}
