using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Kubernetes.Storage;

/// <summary>What a new EKS cluster has before anybody uses it.</summary>
internal static class SeedObjects
{
    public static readonly IReadOnlyList<string> Namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    /// <summary>Fills an empty store.</summary>
    public static void Plant(IObjectStore store, IEnumerable<NodeInstance> instances, string region, string version, LabClock clock)
    {
        foreach (var name in Namespaces)
        {
            store.Create("namespaces", Namespace(name));
            PlantServiceAccount(store, name);
        }
        foreach (var (instance, index) in instances.Select((instance, index) => (instance, index)))
            store.Create("nodes", NodeObjects.Node(instance, index, region, version, clock));
        store.Create("mutatingwebhookconfigurations", Webhook());
    }

    // On a reset the controller that gives namespaces their account back may come first.
    private static void PlantServiceAccount(IObjectStore store, string @namespace)
    {
        try
        {
            store.Create("serviceaccounts", ServiceAccount(@namespace, "default"));
        }
        catch (KubernetesException present) when (present.Code == 409)
        {
            // It is there.
        }
    }

    public static JsonObject Namespace(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/metadata.name"] = name } },
        ["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") },
        ["status"] = new JsonObject { ["phase"] = "Active" },
    };

    public static JsonObject ServiceAccount(string @namespace, string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ServiceAccount",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
    };

    public static JsonObject Webhook() => new()
    {
        ["apiVersion"] = "admissionregistration.k8s.io/v1",
        ["kind"] = "MutatingWebhookConfiguration",
        ["metadata"] = new JsonObject { ["name"] = "pod-identity-webhook" },
        ["webhooks"] = new JsonArray(new JsonObject
        {
            ["name"] = "iam-for-pods.amazonaws.com",
            ["admissionReviewVersions"] = new JsonArray("v1beta1"),
            ["clientConfig"] = new JsonObject { ["url"] = "https://127.0.0.1:23443/mutate" },
            ["failurePolicy"] = "Ignore",
            ["matchPolicy"] = "Equivalent",
            ["namespaceSelector"] = new JsonObject(),
            ["objectSelector"] = new JsonObject
            {
                ["matchExpressions"] = new JsonArray(new JsonObject
                {
                    ["key"] = "eks.amazonaws.com/skip-pod-identity-webhook",
                    ["operator"] = "DoesNotExist",
                }),
            },
            ["reinvocationPolicy"] = "IfNeeded",
            ["rules"] = new JsonArray(new JsonObject
            {
                ["apiGroups"] = new JsonArray(""),
                ["apiVersions"] = new JsonArray("v1"),
                ["operations"] = new JsonArray("CREATE"),
                ["resources"] = new JsonArray("pods"),
                ["scope"] = "*",
            }),
            ["sideEffects"] = "None",
            ["timeoutSeconds"] = 10,
        }),
    };
}
