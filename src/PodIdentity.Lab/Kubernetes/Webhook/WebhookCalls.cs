using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Webhook;

/// <summary>
/// The webhooks that are registered for new pods, as the API server finds them. Only the one of EKS listens, at its own address;
/// another, or that one under another address, is as if nobody were there, and its failure policy decides.
/// </summary>
internal static class WebhookCalls
{
    private const string Address = "https://127.0.0.1:23443/mutate";

    /// <summary>Whether the pod identity webhook sees the pod. Throws 500 when a webhook that must not fail does.</summary>
    public static bool ReachPodIdentity(IObjectStore store, JsonObject pod, string @namespace)
    {
        var reached = false;
        var home = store.Get(ResourceType.Namespaces.Plural, null, @namespace);
        foreach (var webhook in store.List(ResourceType.MutatingWebhooks.Plural).SelectMany(configuration => configuration.Items("webhooks")))
        {
            if (!Takes(webhook, pod, home))
                continue;
            if (webhook.Text("clientConfig", "url") == Address)
                reached = true;
            else if (webhook.Text("failurePolicy") != "Ignore")
                throw Unreachable(webhook);
        }

        return reached;
    }

    private static bool Takes(JsonObject webhook, JsonObject pod, JsonObject? home) =>
        webhook.Items("rules").Any(rule => Names(rule, "apiGroups", "") && Names(rule, "operations", "CREATE") && Names(rule, "resources", "pods"))
        && LabelSelector.Matches(webhook.At("namespaceSelector"), home.At("metadata", "labels"))
        && LabelSelector.Matches(webhook.At("objectSelector"), pod.At("metadata", "labels"));

    private static bool Names(JsonObject rule, string list, string wanted) =>
        rule.At(list) is JsonArray items && items.Any(item => item.Text() == wanted || item.Text() is "*" or "*/*");

    private static KubernetesException Unreachable(JsonObject webhook)
    {
        var timeout = webhook.Number("timeoutSeconds") ?? 10;
        var (url, why) = webhook.Text("clientConfig", "url") is { } address && Uri.TryCreate(address, UriKind.Absolute, out var uri)
            ? (address, $"dial tcp {uri.Host}:{uri.Port}: connect: connection refused")
            : OfService(webhook.At("clientConfig", "service"));
        return new KubernetesException(500, "InternalError",
            $"Internal error occurred: failed calling webhook \"{webhook.Text("name")}\": failed to call webhook: Post \"{url}?timeout={timeout}s\": {why}");
    }

    private static (string Url, string Why) OfService(JsonNode? service)
    {
        var (name, home) = (service.Text("name"), service.Text("namespace"));
        return ($"https://{name}.{home}.svc:{service.Number("port") ?? 443}{service.Text("path")}", $"service \"{name}\" not found");
    }
}
