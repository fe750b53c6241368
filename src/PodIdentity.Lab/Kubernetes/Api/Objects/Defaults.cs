using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api.Objects;

/// <summary>What a server fills in where a client says nothing.</summary>
internal static class Defaults
{
    /// <summary>Applied on every write; what is there already stays.</summary>
    public static void Apply(ResourceType type, JsonObject value)
    {
        value.Child("metadata");
        if (type == ResourceType.Namespaces)
        {
            value.Child("metadata").Child("labels")["kubernetes.io/metadata.name"] = value.Name();
            value.Child("spec").Default("finalizers", new JsonArray("kubernetes"));
            value.Child("status").Default("phase", "Active");
        }
        else if (type == ResourceType.Pods)
        {
            PodDefaults.Apply(value.Child("spec"));
            value.Child("status").Default("phase", "Pending");
            value.Child("status").Default("qosClass", PodDefaults.QualityOfService(value.Child("spec")));
        }
        else if (type == ResourceType.NetworkPolicies)
        {
            var spec = value.Child("spec");
            spec.Default("policyTypes", spec["egress"] is null ? new JsonArray("Ingress") : new JsonArray("Ingress", "Egress"));
        }
        else if (type.Group == "apps")
        {
            ApplyWorkload(type, value.Child("spec"));
            value.Child("status");
        }
    }

    private static void ApplyWorkload(ResourceType type, JsonObject spec)
    {
        PodDefaults.Apply(spec.Child("template").Child("spec"));
        if (type != ResourceType.DaemonSets)
            spec.Default("replicas", 1);
        if (type != ResourceType.ReplicaSets)
            spec.Default("revisionHistoryLimit", 10);
        if (type == ResourceType.DaemonSets)
        {
            ApplyRolling(spec.Child("updateStrategy"), rolling =>
            {
                rolling.Default("maxUnavailable", 1);
                rolling.Default("maxSurge", 0);
            });
        }
        else if (type == ResourceType.Deployments)
        {
            spec.Default("progressDeadlineSeconds", 600);
            ApplyRolling(spec.Child("strategy"), rolling =>
            {
                rolling.Default("maxUnavailable", "25%");
                rolling.Default("maxSurge", "25%");
            });
        }
        else if (type == ResourceType.StatefulSets)
        {
            spec.Default("podManagementPolicy", "OrderedReady");
            ApplyRolling(spec.Child("updateStrategy"), rolling => rolling.Default("partition", 0));
        }
    }

    private static void ApplyRolling(JsonObject strategy, Action<JsonObject> fill)
    {
        strategy.Default("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
            fill(strategy.Child("rollingUpdate"));
    }
}
