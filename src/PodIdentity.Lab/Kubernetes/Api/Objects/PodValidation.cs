using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api.Objects;

/// <summary>Rules for the specification of a pod.</summary>
internal static class PodValidation
{
    private const string ImmutableText =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static void Check(JsonNode? spec, string path, List<FieldCause> causes)
    {
        if (!spec.Items("containers").Any())
            causes.Add(FieldCause.Required($"{path}.containers"));
        var volumes = new HashSet<string>();
        foreach (var (volume, index) in spec.Items("volumes").Select((volume, index) => (volume, index)))
            CheckVolume(volume, $"{path}.volumes[{index}]", volumes, causes);

        var names = new HashSet<string>();
        foreach (var list in (string[])["initContainers", "containers"])
        {
            foreach (var (container, index) in spec.Items(list).Select((container, index) => (container, index)))
                CheckContainer(container, $"{path}.{list}[{index}]", names, volumes, causes);
        }
        if (spec.Text("restartPolicy") is { } policy and not ("Always" or "OnFailure" or "Never"))
            causes.Add(FieldCause.NotSupported($"{path}.restartPolicy", policy, "Always", "OnFailure", "Never"));
        if (spec.Text("dnsPolicy") is { } dns and not ("ClusterFirst" or "ClusterFirstWithHostNet" or "Default" or "None"))
            causes.Add(FieldCause.NotSupported($"{path}.dnsPolicy", dns, "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"));
    }

    /// <summary>A pod is what it was made as, but for its image, deadline, tolerations and metadata.</summary>
    public static void CheckUpdate(JsonObject before, JsonObject after, List<FieldCause> causes)
    {
        if (!JsonNode.DeepEquals(Fixed(before), Fixed(after)))
            causes.Add(FieldCause.Forbidden("spec", ImmutableText));
    }

    private static JsonObject Fixed(JsonObject pod)
    {
        var spec = pod.At("spec")?.DeepClone() as JsonObject ?? [];
        foreach (var container in spec.Items("containers").Concat(spec.Items("initContainers")))
            container.Remove("image");
        foreach (var field in (string[])["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds"])
            spec.Remove(field);
        return spec;
    }

    private static void CheckContainer(JsonObject container, string path, HashSet<string> names, HashSet<string> volumes, List<FieldCause> causes)
    {
        var name = container.Text("name") ?? "";
        if (name.Length == 0)
            causes.Add(FieldCause.Required($"{path}.name"));
        else if (!Validation.IsLabel(name))
            causes.Add(Validation.NotALabel($"{path}.name", name));
        else if (!names.Add(name))
            causes.Add(FieldCause.Duplicate($"{path}.name", name));
        if (string.IsNullOrEmpty(container.Text("image")))
            causes.Add(FieldCause.Required($"{path}.image"));
        if (container.Text("imagePullPolicy") is { } policy and not ("Always" or "IfNotPresent" or "Never"))
            causes.Add(FieldCause.NotSupported($"{path}.imagePullPolicy", policy, "Always", "IfNotPresent", "Never"));
        foreach (var (variable, index) in container.Items("env").Select((variable, index) => (variable, index)))
        {
            if (string.IsNullOrEmpty(variable.Text("name")))
                causes.Add(FieldCause.Required($"{path}.env[{index}].name"));
        }
        CheckPorts(container, path, causes);
        CheckMounts(container, path, volumes, causes);
    }

    private static void CheckPorts(JsonObject container, string path, List<FieldCause> causes)
    {
        foreach (var (port, index) in container.Items("ports").Select((port, index) => (port, index)))
        {
            if (port.Number("containerPort") is not { } number)
                causes.Add(FieldCause.Required($"{path}.ports[{index}].containerPort"));
            else if (number is < 1 or > 65535)
                causes.Add(FieldCause.Invalid($"{path}.ports[{index}].containerPort", $"{number}", "must be between 1 and 65535, inclusive"));
        }
    }

    private static void CheckMounts(JsonObject container, string path, HashSet<string> volumes, List<FieldCause> causes)
    {
        var paths = new HashSet<string>();
        foreach (var (mount, index) in container.Items("volumeMounts").Select((mount, index) => (mount, index)))
        {
            var name = mount.Text("name") ?? "";
            if (name.Length == 0)
                causes.Add(FieldCause.Required($"{path}.volumeMounts[{index}].name"));
            else if (!volumes.Contains(name))
                causes.Add(new FieldCause("FieldValueNotFound", $"{path}.volumeMounts[{index}].name", $"Not found: \"{name}\""));
            var target = mount.Text("mountPath") ?? "";
            if (target.Length == 0)
                causes.Add(FieldCause.Required($"{path}.volumeMounts[{index}].mountPath"));
            else if (!paths.Add(target))
                causes.Add(FieldCause.Invalid($"{path}.volumeMounts[{index}].mountPath", Validation.Quote(target), "must be unique"));
        }
    }

    private static void CheckVolume(JsonObject volume, string path, HashSet<string> volumes, List<FieldCause> causes)
    {
        var name = volume.Text("name") ?? "";
        if (name.Length == 0)
            causes.Add(FieldCause.Required($"{path}.name"));
        else if (!Validation.IsLabel(name))
            causes.Add(Validation.NotALabel($"{path}.name", name));
        else if (!volumes.Add(name))
            causes.Add(FieldCause.Duplicate($"{path}.name", name));
        if (volume.Count > 2)
            causes.Add(FieldCause.Forbidden(path, "may not specify more than 1 volume type"));
        foreach (var (source, index) in volume.Items("projected", "sources").Select((source, index) => (source, index)))
        {
            if (source.Number("serviceAccountToken", "expirationSeconds") is < 600)
            {
                causes.Add(FieldCause.Invalid($"{path}.projected.sources[{index}].serviceAccountToken.expirationSeconds",
                    $"{source.Number("serviceAccountToken", "expirationSeconds")}", "may not specify a duration less than 10 minutes"));
            }
        }
    }
}
