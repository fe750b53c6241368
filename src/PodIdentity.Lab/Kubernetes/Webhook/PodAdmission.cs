using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes.Pods;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Webhook;

/// <summary>What a new pod passes before it is stored: the service account must exist, then the webhooks that are registered see it.</summary>
internal sealed class PodAdmission(string clusterName, IObjectStore store, ICloud cloud, PodIdentityWebhook webhook) : IPodAdmission
{
    public JsonObject Admit(JsonObject pod, string @namespace, bool dryRun)
    {
        var admitted = pod.Copy();
        var spec = admitted.Child("spec");
        var name = spec.Text("serviceAccountName") is { Length: > 0 } given ? given : spec.Text("serviceAccount") is { Length: > 0 } old ? old : "default";
        spec["serviceAccountName"] = name;
        spec["serviceAccount"] = name;

        var serviceAccount = store.Get("serviceaccounts", @namespace, name) ?? throw UnknownServiceAccount(admitted, @namespace, name);
        if (WebhookCalls.ReachPodIdentity(store, admitted, @namespace))
            webhook.Mutate(admitted, serviceAccount, cloud.IsAssociated(clusterName, @namespace, name));
        return admitted;
    }

    private static KubernetesException UnknownServiceAccount(JsonObject pod, string @namespace, string name)
    {
        var podName = pod.Text("metadata", "name") ?? pod.Text("metadata", "generateName") ?? "";
        return new KubernetesException(
            403,
            "Forbidden",
            $"pods \"{podName}\" is forbidden: error looking up service account {@namespace}/{name}: serviceaccount \"{name}\" not found")
        {
            Details = new JsonObject { ["name"] = podName, ["kind"] = "pods" },
        };
    }
}
