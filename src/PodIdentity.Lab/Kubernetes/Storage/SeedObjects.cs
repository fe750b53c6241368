using System.Globalization;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Kubernetes.Storage;

/// <summary>What a new EKS cluster has before anybody uses it.</summary>
internal static class SeedObjects
{
    public static readonly IReadOnlyList<string> Namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    private const string InstanceType = "t3.medium";

    /// <summary>Fills an empty store.</summary>
    public static void Plant(IObjectStore store, IEnumerable<NodeInstance> instances, string region, string version, LabClock clock)
    {
        foreach (var name in Namespaces)
        {
            // First the account: the controller makes one as soon as it sees a namespace without.
            store.Create("serviceaccounts", ServiceAccount(name, "default"));
            store.Create("namespaces", Namespace(name));
        }
        foreach (var (instance, index) in instances.Select((instance, index) => (instance, index)))
            store.Create("nodes", Node(instance, index, region, version, clock));
        store.Create("mutatingwebhookconfigurations", Webhook());
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

    private static JsonObject Node(NodeInstance instance, int index, string region, string version, LabClock clock) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject
        {
            ["name"] = instance.NodeName,
            ["labels"] = Labels(instance, region),
            ["annotations"] = new JsonObject { ["node.alpha.kubernetes.io/ttl"] = "0", ["volumes.kubernetes.io/controller-managed-attach-detach"] = "true" },
        },
        ["spec"] = new JsonObject { ["providerID"] = $"aws:///{instance.AvailabilityZone}/{instance.InstanceId}" },
        ["status"] = Status(instance, index, version, clock.Timestamp()),
    };

    private static JsonObject Labels(NodeInstance instance, string region) => new()
    {
        ["beta.kubernetes.io/arch"] = "amd64",
        ["beta.kubernetes.io/instance-type"] = InstanceType,
        ["beta.kubernetes.io/os"] = "linux",
        ["eks.amazonaws.com/capacityType"] = "ON_DEMAND",
        ["eks.amazonaws.com/nodegroup"] = "eksdemo1-ng-public1",
        ["failure-domain.beta.kubernetes.io/region"] = region,
        ["failure-domain.beta.kubernetes.io/zone"] = instance.AvailabilityZone,
        ["k8s.io/cloud-provider-aws"] = "d9b4d4f7a1f34ab1ad0f1f5d9b5a7f10",
        ["kubernetes.io/arch"] = "amd64",
        ["kubernetes.io/hostname"] = instance.NodeName,
        ["kubernetes.io/os"] = "linux",
        ["node.kubernetes.io/instance-type"] = InstanceType,
        ["topology.kubernetes.io/region"] = region,
        ["topology.kubernetes.io/zone"] = instance.AvailabilityZone,
    };

    private static JsonObject Status(NodeInstance instance, int index, string version, string now) => new()
    {
        ["capacity"] = Resources("2", "3955516Ki"),
        ["allocatable"] = Resources("1930m", "3400508Ki"),
        ["conditions"] = new JsonArray(
            Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available", now),
            Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", now),
            Condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", now),
            Condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", now)),
        ["addresses"] = new JsonArray(
            Address("InternalIP", InternalAddress(instance, index)),
            Address("InternalDNS", instance.NodeName),
            Address("Hostname", instance.NodeName)),
        ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = 10250 } },
        ["nodeInfo"] = new JsonObject
        {
            ["architecture"] = "amd64",
            ["bootID"] = Guid.NewGuid().ToString(),
            ["containerRuntimeVersion"] = "containerd://1.7.27",
            ["kernelVersion"] = "6.1.134-150.224.amzn2023.x86_64",
            ["kubeProxyVersion"] = $"v{version}.0-eks-a1b2c3d",
            ["kubeletVersion"] = $"v{version}.0-eks-a1b2c3d",
            ["machineID"] = Guid.NewGuid().ToString("N"),
            ["operatingSystem"] = "linux",
            ["osImage"] = "Amazon Linux 2023.7.20250414",
            ["systemUUID"] = Guid.NewGuid().ToString(),
        },
    };

    /// <summary>EC2 writes the address into the name: ip-192-168-11-24.ec2.internal.</summary>
    private static string InternalAddress(NodeInstance instance, int index)
    {
        var numbers = instance.NodeName.Split('.')[0].Split('-');
        return numbers is ["ip", var a, var b, var c, var d] && System.Net.IPAddress.TryParse($"{a}.{b}.{c}.{d}", out var address)
            ? address.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"192.168.0.{10 + index}");
    }

    private static JsonObject Resources(string cpu, string memory) => new()
    {
        ["cpu"] = cpu,
        ["ephemeral-storage"] = "83873772Ki",
        ["hugepages-1Gi"] = "0",
        ["hugepages-2Mi"] = "0",
        ["memory"] = memory,
        ["pods"] = "110",
    };

    private static JsonObject Condition(string type, string status, string reason, string message, string now) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["lastHeartbeatTime"] = now,
        ["lastTransitionTime"] = now,
        ["reason"] = reason,
        ["message"] = message,
    };

    private static JsonObject Address(string type, string address) => new() { ["type"] = type, ["address"] = address };

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
