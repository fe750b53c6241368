using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api.Objects;

/// <summary>Pod Security admission at level <c>restricted</c>, in namespaces that are labelled to enforce it.</summary>
internal static class PodSecurity
{
    private const string EnforceLabel = "pod-security.kubernetes.io/enforce";

    private static readonly string[] AllowedVolumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

    /// <summary>Throws 403 with every violation when the namespace enforces the level and the pod breaks it.</summary>
    public static void Check(JsonObject? @namespace, JsonObject pod)
    {
        if (@namespace.Text("metadata", "labels", EnforceLabel) != "restricted")
            return;
        var violations = Violations(pod.At("spec")).ToList();
        if (violations.Count == 0)
            return;
        var version = @namespace.Text("metadata", "labels", $"{EnforceLabel}-version") ?? "latest";
        throw ApiErrors.Forbidden(ResourceType.Pods, pod.Name(), $"violates PodSecurity \"restricted:{version}\": {string.Join(", ", violations)}");
    }

    private static IEnumerable<string> Violations(JsonNode? spec)
    {
        var containers = spec.Items("initContainers").Concat(spec.Items("containers")).Concat(spec.Items("ephemeralContainers")).ToList();
        var security = spec.At("securityContext");

        var host = ((string[])["hostNetwork", "hostPID", "hostIPC"]).Where(field => spec.Flag(field) == true).Select(field => $"{field}=true").ToList();
        if (host.Count > 0)
            yield return $"host namespaces ({string.Join(", ", host)})";
        if (Bad(containers, item => item.Flag("securityContext", "privileged") == true) is { Count: > 0 } privileged)
            yield return $"privileged ({Named(privileged)} must not set securityContext.privileged=true)";
        if (Bad(containers, item => item.Items("ports").Any(port => port.Number("hostPort") is > 0)) is { Count: > 0 } ports)
            yield return $"hostPort ({Named(ports)} uses hostPorts {string.Join(", ", ports.SelectMany(item => item.Items("ports")).Select(port => port.Number("hostPort")).OfType<long>())})";
        if (Bad(containers, item => item.Flag("securityContext", "allowPrivilegeEscalation") != false) is { Count: > 0 } escalating)
            yield return $"allowPrivilegeEscalation != false ({Named(escalating)} must set securityContext.allowPrivilegeEscalation=false)";
        if (Bad(containers, item => !DropsAll(item)) is { Count: > 0 } capable)
            yield return $"unrestricted capabilities ({Named(capable)} must set securityContext.capabilities.drop=[\"ALL\"])";
        if (Bad(containers, AddsMore) is { Count: > 0 } adding)
            yield return $"unrestricted capabilities ({Named(adding)} must not include more than \"NET_BIND_SERVICE\" in securityContext.capabilities.add)";
        var volumes = spec.Items("volumes").Where(volume => !volume.Any(field => AllowedVolumes.Contains(field.Key))).ToList();
        if (volumes.Count > 0)
            yield return $"restricted volume types ({Named(volumes, "volume")} {(volumes.Count == 1 ? "uses" : "use")} restricted volume type {string.Join(", ", volumes.Select(TypeOf).Distinct())})";
        if (Bad(containers, item => (item.Flag("securityContext", "runAsNonRoot") ?? security.Flag("runAsNonRoot")) != true) is { Count: > 0 } roots)
            yield return $"runAsNonRoot != true (pod or {Named(roots)} must set securityContext.runAsNonRoot=true)";
        if (security.Number("runAsUser") == 0)
            yield return "runAsUser=0 (pod must not set runAsUser=0)";
        else if (Bad(containers, item => item.Number("securityContext", "runAsUser") == 0) is { Count: > 0 } zero)
            yield return $"runAsUser=0 ({Named(zero)} must not set runAsUser=0)";
        if (Bad(containers, item => !HasProfile(item, security)) is { Count: > 0 } unconfined)
            yield return $"seccompProfile (pod or {Named(unconfined)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")";
    }

    private static List<JsonObject> Bad(List<JsonObject> containers, Predicate<JsonObject> isBad) => containers.FindAll(isBad);

    private static bool DropsAll(JsonObject container) =>
        container.At("securityContext", "capabilities", "drop") is JsonArray drop && drop.Any(item => item.Text() == "ALL");

    private static bool AddsMore(JsonObject container) =>
        container.At("securityContext", "capabilities", "add") is JsonArray add && add.Any(item => item.Text() != "NET_BIND_SERVICE");

    private static bool HasProfile(JsonObject container, JsonNode? security) =>
        (container.Text("securityContext", "seccompProfile", "type") ?? security.Text("seccompProfile", "type")) is "RuntimeDefault" or "Localhost";

    private static string TypeOf(JsonObject volume) => $"\"{volume.First(field => field.Key != "name").Key}\"";

    private static string Named(List<JsonObject> items, string noun = "container") =>
        $"{noun}{(items.Count == 1 ? "" : "s")} {string.Join(", ", items.Select(item => $"\"{item.Text("name")}\""))}";
}
