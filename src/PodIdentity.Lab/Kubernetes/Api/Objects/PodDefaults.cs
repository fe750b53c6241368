using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api.Objects;

/// <summary>Defaults of a pod's specification, in pods and in templates.</summary>
internal static class PodDefaults
{
    public static void Apply(JsonObject spec)
    {
        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("securityContext", new JsonObject());
        spec.Default("schedulerName", "default-scheduler");
        // The old name of the field follows the new one.
        if (spec.Text("serviceAccountName") is { Length: > 0 } name)
            spec["serviceAccount"] = name;
        else if (spec.Text("serviceAccount") is { Length: > 0 } old)
            spec["serviceAccountName"] = old;

        foreach (var container in spec.Items("containers").Concat(spec.Items("initContainers")))
            ApplyContainer(container);
        foreach (var volume in spec.Items("volumes"))
            ApplyVolume(volume);
    }

    /// <summary>What only a pod gets, and no template: fields that admission and the scheduler read.</summary>
    public static void ApplyAtAdmission(JsonObject spec)
    {
        spec.Default("enableServiceLinks", true);
        spec.Default("preemptionPolicy", "PreemptLowerPriority");
        spec.Default("priority", spec.Text("priorityClassName") switch
        {
            "system-node-critical" => 2_000_001_000,
            "system-cluster-critical" => 2_000_000_000,
            _ => 0,
        });
        var tolerations = spec.At("tolerations") as JsonArray ?? [];
        foreach (var key in (string[])["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"])
        {
            if (!tolerations.OfType<JsonObject>().Any(toleration => Tolerates(toleration, key)))
                tolerations.Add(new JsonObject { ["key"] = key, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = 300 });
        }
        if (tolerations.Parent is null)
            spec["tolerations"] = tolerations;
    }

    public static string QualityOfService(JsonObject spec)
    {
        var resources = spec.Items("containers").Select(container => container.At("resources")).ToList();
        if (resources.TrueForAll(item => IsEmpty(item.At("limits")) && IsEmpty(item.At("requests"))))
            return "BestEffort";
        var guaranteed = resources.TrueForAll(item =>
            item.At("limits", "cpu") is not null && item.At("limits", "memory") is not null
            && (IsEmpty(item.At("requests")) || JsonNode.DeepEquals(item.At("limits"), item.At("requests"))));
        return guaranteed ? "Guaranteed" : "Burstable";
    }

    private static bool IsEmpty(JsonNode? map) => map is not JsonObject { Count: > 0 };

    private static bool Tolerates(JsonObject toleration, string key) =>
        (toleration.Text("key") ?? "") is var own && (own == key || own.Length == 0)
        && (toleration.Text("effect") ?? "") is "" or "NoExecute";

    private static void ApplyContainer(JsonObject container)
    {
        var image = container.Text("image") ?? "";
        var tag = image[(image.LastIndexOf('/') + 1)..];
        container.Default("imagePullPolicy", tag.EndsWith(":latest", StringComparison.Ordinal) || !tag.Contains(':') && !tag.Contains('@') ? "Always" : "IfNotPresent");
        container.Default("resources", new JsonObject());
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        foreach (var port in container.Items("ports"))
            port.Default("protocol", "TCP");
        foreach (var variable in container.Items("env"))
        {
            if (variable.At("valueFrom", "fieldRef") is JsonObject reference)
                reference.Default("apiVersion", "v1");
        }
        foreach (var probe in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container.At(probe) is JsonObject settings)
                ApplyProbe(settings);
        }
    }

    private static void ApplyProbe(JsonObject probe)
    {
        probe.Default("timeoutSeconds", 1);
        probe.Default("periodSeconds", 10);
        probe.Default("successThreshold", 1);
        probe.Default("failureThreshold", 3);
        if (probe.At("httpGet") is JsonObject http)
        {
            http.Default("path", "/");
            http.Default("scheme", "HTTP");
        }
    }

    private static void ApplyVolume(JsonObject volume)
    {
        if (volume.Count == 1)
            volume["emptyDir"] = new JsonObject();
        foreach (var source in (string[])["projected", "secret", "configMap", "downwardAPI"])
        {
            if (volume.At(source) is JsonObject settings)
                settings.Default("defaultMode", 420);
        }
        if (volume.At("hostPath") is JsonObject path)
            path.Default("type", "");
        foreach (var projection in volume.Items("projected", "sources"))
        {
            if (projection.At("serviceAccountToken") is JsonObject token)
                token.Default("expirationSeconds", 3600);
        }
    }
}
