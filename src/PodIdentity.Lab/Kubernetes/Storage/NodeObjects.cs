using System.Globalization;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Kubernetes.Storage;

/// <summary>Node objects, as the kubelets of each kind of node register them.</summary>
internal static class NodeObjects
{
    private const string InstanceType = "t3.medium";
    private const string ComputeType = "eks.amazonaws.com/compute-type";

    public static JsonObject Node(NodeInstance instance, int index, string region, string version, LabClock clock)
    {
        var spec = new JsonObject { ["providerID"] = ProviderId(instance, region) };
        if (instance.Kind == NodeKind.Fargate)
            spec["taints"] = new JsonArray(new JsonObject { ["key"] = ComputeType, ["value"] = "fargate", ["effect"] = "NoSchedule" });
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Node",
            ["metadata"] = new JsonObject
            {
                ["name"] = instance.NodeName,
                ["labels"] = Labels(instance, region),
                ["annotations"] = new JsonObject { ["node.alpha.kubernetes.io/ttl"] = "0", ["volumes.kubernetes.io/controller-managed-attach-detach"] = "true" },
            },
            ["spec"] = spec,
            ["status"] = Status(instance, index, version, clock.Timestamp()),
        };
    }

    private static string ProviderId(NodeInstance instance, string region) => instance.Kind switch
    {
        NodeKind.Hybrid => $"eks-hybrid:///{region}/{instance.InstanceId}",
        NodeKind.Fargate => $"aws:///{instance.AvailabilityZone}/{instance.InstanceId}/{instance.NodeName}",
        _ => $"aws:///{instance.AvailabilityZone}/{instance.InstanceId}",
    };

    private static JsonObject Labels(NodeInstance instance, string region)
    {
        var os = instance.Kind == NodeKind.Windows ? "windows" : "linux";
        var labels = new JsonObject
        {
            ["beta.kubernetes.io/arch"] = "amd64",
            ["beta.kubernetes.io/os"] = os,
            ["kubernetes.io/arch"] = "amd64",
            ["kubernetes.io/hostname"] = instance.NodeName,
            ["kubernetes.io/os"] = os,
        };
        if (instance.Kind != NodeKind.Hybrid)
        {
            foreach (var prefix in (string[])["failure-domain.beta.kubernetes.io/", "topology.kubernetes.io/"])
            {
                labels[prefix + "region"] = region;
                labels[prefix + "zone"] = instance.AvailabilityZone;
            }
        }

        foreach (var (name, value) in KindLabels(instance.Kind))
            labels[name] = value;
        if (instance.Kind is NodeKind.Fargate or NodeKind.Hybrid) return labels;
        labels["beta.kubernetes.io/instance-type"] = InstanceType;
        labels["node.kubernetes.io/instance-type"] = InstanceType;
        return labels;
    }

    private static (string Name, string Value)[] KindLabels(NodeKind kind) => kind switch
    {
        NodeKind.Fargate => [(ComputeType, "fargate")],
        NodeKind.Hybrid => [(ComputeType, "hybrid"), ("eks.amazonaws.com/hybrid-credential-provider", "ssm")],
        NodeKind.Auto => [(ComputeType, "auto"), ("eks.amazonaws.com/nodeclass", "default"), ("karpenter.sh/capacity-type", "on-demand"), ("karpenter.sh/nodepool", "general-purpose")],
        NodeKind.Windows => [("eks.amazonaws.com/capacityType", "ON_DEMAND"), ("node.kubernetes.io/windows-build", "10.0.20348")],
        _ => [("eks.amazonaws.com/capacityType", "ON_DEMAND"), ("eks.amazonaws.com/nodegroup", "ng-1"), ("k8s.io/cloud-provider-aws", "d9b4d4f7a1f34ab1ad0f1f5d9b5a7f10")],
    };

    private static JsonObject Status(NodeInstance instance, int index, string version, string now)
    {
        var (os, image, kernel) = SystemOf(instance.Kind, version);
        return new JsonObject
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
                ["kernelVersion"] = kernel,
                ["kubeProxyVersion"] = $"v{version}.0-eks-a1b2c3d",
                ["kubeletVersion"] = $"v{version}.0-eks-a1b2c3d",
                ["machineID"] = Guid.NewGuid().ToString("N"),
                ["operatingSystem"] = os,
                ["osImage"] = image,
                ["systemUUID"] = Guid.NewGuid().ToString(),
            },
        };
    }

    private static (string System, string Image, string Kernel) SystemOf(NodeKind kind, string version) => kind switch
    {
        NodeKind.Windows => ("windows", "Windows Server 2022 Datacenter", "10.0.20348.3328"),
        NodeKind.Auto => ("linux", $"Bottlerocket (EKS Auto, Standard) 2025.4.10 (aws-k8s-{version}-standard)", "6.1.131"),
        NodeKind.Fargate => ("linux", "Amazon Linux 2", "5.10.235-227.919.amzn2.x86_64"),
        NodeKind.Hybrid => ("linux", "Ubuntu 22.04.5 LTS", "5.15.0-138-generic"),
        _ => ("linux", "Amazon Linux 2023.7.20250414", "6.1.134-150.224.amzn2023.x86_64"),
    };

    /// <summary>EC2 writes the address into the name: ip-192-168-11-24.ec2.internal.</summary>
    private static string InternalAddress(NodeInstance instance, int index)
    {
        var name = instance.NodeName.Split('.')[0];
        var numbers = (name.StartsWith("fargate-", StringComparison.Ordinal) ? name["fargate-".Length..] : name).Split('-');
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
}
