namespace PodIdentity;

public static partial class Causes
{
    private const string NoVariables = "New pods have no AWS_CONTAINER_CREDENTIALS_FULL_URI and run as the node's role, or find no credentials.";

    /// <summary>The webhook is not registered.</summary>
    public static readonly Cause WebhookMissing = new(
        nameof(WebhookMissing),
        "Webhook",
        NoVariables,
        "The mutating webhook pod-identity-webhook, which EKS registers in every cluster, is gone: nothing gives pods the variables.",
        "Ask AWS Support to restore the webhook of cluster {ClusterName} in {Region}: EKS registers it itself, when it updates the control plane. `kubectl get mutatingwebhookconfigurations` shows what there is.");

    /// <summary>No pod can be created.</summary>
    public static readonly Cause WebhookRefusesPods = new(
        nameof(WebhookRefusesPods),
        "Webhook",
        "No pod starts: \"Internal error occurred: failed calling webhook … pod-identity-webhook\" in the events of ReplicaSets.",
        "The webhook does not answer, and its failure policy has been changed to Fail: the API server refuses every pod.",
        """kubectl patch mutatingwebhookconfiguration pod-identity-webhook --type=json -p '[{"op":"replace","path":"/webhooks/0/failurePolicy","value":"Ignore"}]'""");

    /// <summary>The selectors leave the pods out.</summary>
    public static readonly Cause WebhookSelectsOthers = new(
        nameof(WebhookSelectsOthers),
        "Webhook",
        NoVariables,
        "A selector in the webhook's configuration leaves out the namespace or the pod, so that the API server does not call it for them.",
        "kubectl edit mutatingwebhookconfiguration pod-identity-webhook (or give the namespace or the pods the label that the selector asks for)");

    /// <summary>The association is too young.</summary>
    public static readonly Cause AssociationNotEffectiveYet = new(
        nameof(AssociationNotEffectiveYet),
        "Webhook",
        NoVariables + " Some seconds later they do.",
        "The association was made or changed a moment ago. It is eventually consistent: until every API server's webhook knows it, new pods get nothing, and will not get it later.",
        "Restart-PodIdentityWorkload -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount}");

    /// <summary>The webhook does not do its work.</summary>
    public static readonly Cause WebhookSilent = new(
        nameof(WebhookSilent),
        "Webhook",
        NoVariables + " Or only some of them do; the add-on may be DEGRADED with InsufficientNumberOfReplicas.",
        "The association has been there long enough, and pods are still admitted without the variables: the webhook does not answer on some or all API servers, and its failure policy Ignore lets pods through unchanged, without a word.",
        "Open a case with AWS Support for the pod identity webhook of cluster {ClusterName} in {Region}, whose control plane runs it; then Restart-PodIdentityWorkload -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount}");
}
