using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api.Objects;

/// <summary>Pod Security admission at the levels <c>baseline</c> and <c>restricted</c>, in namespaces that are labelled to enforce it.</summary>
internal static class PodSecurity
{
    private const string EnforceLabel = "pod-security.kubernetes.io/enforce";

    private static readonly string[] AllowedVolumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

    private static readonly string[] DefaultCapabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ];

    /// <summary>Throws 403 with every violation when the namespace enforces a level and the pod breaks it.</summary>
    public static void Check(JsonObject? @namespace, JsonObject pod)
    {
        var level = @namespace.Text("metadata", "labels", EnforceLabel);
        if (level is not ("baseline" or "restricted"))
            return;
        var spec = pod.At("spec");
        var containers = spec.Items("initContainers").Concat(spec.Items("containers")).Concat(spec.Items("ephemeralContainers")).ToList();
        var violations = (level == "baseline" ? Baseline(spec, containers) : [.. Both(spec, containers), .. Restricted(spec, containers)]).ToList();
        if (violations.Count == 0)
            return;
        var version = @namespace.Text("metadata", "labels", $"{EnforceLabel}-version") ?? "latest";
        throw ApiErrors.Forbidden(ResourceType.Pods, pod.Name(), $"violates PodSecurity \"{level}:{version}\": {string.Join(", ", violations)}");
    }

    /// <summary>In the order of the real checks. Those that <c>restricted</c> has in a stricter form are only here.</summary>
    private static IEnumerable<string> Baseline(JsonNode? spec, List<JsonObject> containers)
    {
        if (Bad(containers, item => Added(item, DefaultCapabilities).Any()) is { Count: > 0 } capable)
            yield return $"non-default capabilities ({Named(capable)} must not include {Quoted(capable.SelectMany(item => Added(item, DefaultCapabilities)))} in securityContext.capabilities.add)";
        var shared = Both(spec, containers).ToList();
        foreach (var violation in shared.Where(violation => violation.StartsWith("host namespaces", StringComparison.Ordinal)))
            yield return violation;
        if (spec.Items("volumes").Where(volume => volume.ContainsKey("hostPath")).ToList() is { Count: > 0 } paths)
            yield return $"hostPath volumes ({Named(paths, "volume")})";
        foreach (var violation in shared.Where(violation => !violation.StartsWith("host namespaces", StringComparison.Ordinal)))
            yield return violation;
        if (spec.Text("securityContext", "seccompProfile", "type") == "Unconfined")
            yield return "seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")";
        else if (Bad(containers, item => item.Text("securityContext", "seccompProfile", "type") == "Unconfined") is { Count: > 0 } unconfined)
            yield return $"seccompProfile ({Named(unconfined)} must not set securityContext.seccompProfile.type to \"Unconfined\")";
    }

    /// <summary>What both levels forbid.</summary>
    private static IEnumerable<string> Both(JsonNode? spec, List<JsonObject> containers)
    {
        var host = ((string[])["hostNetwork", "hostPID", "hostIPC"]).Where(field => spec.Flag(field) == true).Select(field => $"{field}=true").ToList();
        if (host.Count > 0)
            yield return $"host namespaces ({string.Join(", ", host)})";
        if (Bad(containers, item => HostPorts(item).Any()) is { Count: > 0 } binding)
        {
            var ports = binding.SelectMany(HostPorts).Distinct().Order().ToList();
            yield return $"hostPort ({Named(binding)} {(binding.Count == 1 ? "uses" : "use")} hostPort{(ports.Count == 1 ? "" : "s")} {string.Join(", ", ports)})";
        }
        if (Bad(containers, item => item.Flag("securityContext", "privileged") == true) is { Count: > 0 } privileged)
            yield return $"privileged ({Named(privileged)} must not set securityContext.privileged=true)";
    }

    private static IEnumerable<string> Restricted(JsonNode? spec, List<JsonObject> containers)
    {
        var security = spec.At("securityContext");
        if (Bad(containers, item => item.Flag("securityContext", "allowPrivilegeEscalation") != false) is { Count: > 0 } escalating)
            yield return $"allowPrivilegeEscalation != false ({Named(escalating)} must set securityContext.allowPrivilegeEscalation=false)";
        var capabilities = new List<string>();
        if (Bad(containers, item => !DropsAll(item)) is { Count: > 0 } capable)
            capabilities.Add($"{Named(capable)} must set securityContext.capabilities.drop=[\"ALL\"]");
        if (Bad(containers, item => Added(item, "NET_BIND_SERVICE").Any()) is { Count: > 0 } adding)
            capabilities.Add($"{Named(adding)} must not include {Quoted(adding.SelectMany(item => Added(item, "NET_BIND_SERVICE")))} in securityContext.capabilities.add");
        if (capabilities.Count > 0)
            yield return $"unrestricted capabilities ({string.Join("; ", capabilities)})";
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

    private static IEnumerable<string> Added(JsonObject container, params string[] allowed) =>
        (container.At("securityContext", "capabilities", "add") as JsonArray)?.Select(item => item.Text() ?? "").Where(name => !allowed.Contains(name)) ?? [];

    private static IEnumerable<long> HostPorts(JsonObject container) =>
        container.Items("ports").Select(port => port.Number("hostPort") ?? 0).Where(port => port > 0);

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Distinct().Order(StringComparer.Ordinal).Select(name => $"\"{name}\""));

    private static bool HasProfile(JsonObject container, JsonNode? security) =>
        (container.Text("securityContext", "seccompProfile", "type") ?? security.Text("seccompProfile", "type")) is "RuntimeDefault" or "Localhost";

    private static string TypeOf(JsonObject volume) => $"\"{volume.First(field => field.Key != "name").Key}\"";

    private static string Named(List<JsonObject> items, string noun = "container") =>
        $"{noun}{(items.Count == 1 ? "" : "s")} {string.Join(", ", items.Select(item => $"\"{item.Text("name")}\""))}";
}
