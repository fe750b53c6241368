using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api.Patching;

namespace PodIdentity.Lab.Kubernetes.Agent;

/// <summary>The agent's DaemonSet as the add-on installs it.</summary>
internal static class AgentDaemonSet
{
    public const string Namespace = "kube-system";
    public const string Name = "eks-pod-identity-agent";
    /// <summary>What the agent's pods are found by.</summary>
    public const string NameLabel = "app.kubernetes.io/name";

    public const string ServerCommand = "server";

    // The agent's own version, which image and label carry, by version of the add-on (without its -eksbuild suffix).
    private static readonly Dictionary<string, string> AgentVersions = new()
    {
        ["v1.2.0"] = "0.1.6",
        ["v1.3.8"] = "0.1.33",
        ["v1.3.10"] = "0.1.37",
    };

    public static string AgentVersion(string addonVersion) => AgentVersions.GetValueOrDefault(ChartVersion(addonVersion), "0.1.37");

    /// <param name="addonVersion">Version of the add-on.</param>
    /// <param name="clusterName">What the agent is told as its cluster.</param>
    /// <param name="region">Region of cluster and image.</param>
    /// <param name="configuration">The add-on's configuration values; they are merged into the defaults as Helm does.</param>
    public static JsonObject Build(string addonVersion, string clusterName, string region, JsonObject? configuration = null)
    {
        var version = AgentVersion(addonVersion);
        var values = DefaultValues();
        MergePatch.Apply(values, configuration ?? []);
        var podLabels = SelectorLabels();
        foreach (var (name, value) in values.Map("podLabels"))
            podLabels[name] = value;
        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "DaemonSet",
            ["metadata"] = new JsonObject
            {
                ["name"] = Name,
                ["namespace"] = Namespace,
                ["labels"] = new JsonObject
                {
                    ["app"] = Name,
                    ["app.kubernetes.io/instance"] = Name,
                    ["app.kubernetes.io/managed-by"] = "Helm",
                    ["app.kubernetes.io/name"] = Name,
                    ["app.kubernetes.io/version"] = version,
                    ["helm.sh/chart"] = $"{Name}-{ChartVersion(addonVersion).TrimStart('v')}",
                },
            },
            ["spec"] = new JsonObject
            {
                ["selector"] = new JsonObject { ["matchLabels"] = SelectorLabels() },
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["labels"] = podLabels,
                        ["annotations"] = values["podAnnotations"]?.DeepClone() ?? new JsonObject(),
                    },
                    ["spec"] = PodSpec($"602401143452.dkr.ecr.{region}.amazonaws.com/eks/{Name}:v{version}", clusterName, region, values),
                },
                ["updateStrategy"] = values["updateStrategy"]?.DeepClone() ?? new JsonObject(),
                ["revisionHistoryLimit"] = 10,
            },
        };
    }

    private static string ChartVersion(string addonVersion) => addonVersion.Split('-')[0];

    private static JsonObject SelectorLabels() => new() { ["app.kubernetes.io/instance"] = Name, ["app.kubernetes.io/name"] = Name };

    private static JsonObject DefaultValues() => new()
    {
        ["affinity"] = new JsonObject
        {
            ["nodeAffinity"] = new JsonObject
            {
                ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject
                {
                    ["nodeSelectorTerms"] = new JsonArray(new JsonObject
                    {
                        ["matchExpressions"] = new JsonArray(
                            Rule("kubernetes.io/os", "In", "linux"),
                            Rule("kubernetes.io/arch", "In", "amd64", "arm64"),
                            Rule("eks.amazonaws.com/compute-type", "NotIn", "fargate", "hybrid", "auto")),
                    }),
                },
            },
        },
        ["agent"] = new JsonObject { ["additionalArgs"] = new JsonObject { ["-v"] = "trace" } },
        ["podAnnotations"] = new JsonObject { ["prometheus.io/port"] = "2705", ["prometheus.io/scrape"] = "true" },
        ["priorityClassName"] = "system-node-critical",
        ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
        ["updateStrategy"] = new JsonObject
        {
            ["type"] = "RollingUpdate",
            ["rollingUpdate"] = new JsonObject { ["maxSurge"] = 0, ["maxUnavailable"] = "10%" },
        },
    };

    private static IEnumerable<string> AdditionalArguments(JsonObject values) =>
        (values.At("agent", "additionalArgs") as JsonObject ?? []).SelectMany(entry => (string[])[entry.Key, entry.Value?.ToString() ?? ""]);

    private static JsonObject PodSpec(string image, string clusterName, string region, JsonObject values) => new()
    {
        ["affinity"] = values["affinity"]?.DeepClone(),
        ["automountServiceAccountToken"] = false,
        ["containers"] = new JsonArray(ServerContainer(image, clusterName, region, values)),
        ["dnsPolicy"] = "ClusterFirst",
        ["hostNetwork"] = true,
        ["initContainers"] = new JsonArray(new JsonObject
        {
            ["args"] = new JsonArray("-v", "trace"),
            ["command"] = new JsonArray("/go-runner", "/eks-pod-identity-agent", "initialize"),
            ["image"] = image,
            ["imagePullPolicy"] = "Always",
            ["name"] = Name + "-init",
            ["resources"] = new JsonObject(),
            ["securityContext"] = new JsonObject { ["privileged"] = true },
            ["terminationMessagePath"] = "/dev/termination-log",
            ["terminationMessagePolicy"] = "File",
        }),
        ["priorityClassName"] = values["priorityClassName"]?.DeepClone(),
        ["restartPolicy"] = "Always",
        ["schedulerName"] = "default-scheduler",
        ["securityContext"] = new JsonObject(),
        ["terminationGracePeriodSeconds"] = 30,
        ["tolerations"] = values["tolerations"]?.DeepClone(),
    };

    private static JsonObject ServerContainer(string image, string clusterName, string region, JsonObject values) => new()
    {
        ["args"] = new JsonArray(
            [.. ((string[])["--port", "80", "--cluster-name", clusterName, "--probe-port", "2703", .. AdditionalArguments(values)]).Select(word => (JsonNode)word)]),
        ["command"] = new JsonArray("/go-runner", "/eks-pod-identity-agent", ServerCommand),
        ["env"] = new JsonArray(new JsonObject { ["name"] = "AWS_REGION", ["value"] = region }),
        ["image"] = image,
        ["imagePullPolicy"] = "Always",
        ["livenessProbe"] = Probe("/healthz", delay: 30, failures: 3),
        ["name"] = Name,
        ["ports"] = new JsonArray(Port("proxy", 80), Port("probes-port", 2703)),
        ["readinessProbe"] = Probe("/readyz", delay: 1, failures: 30),
        ["resources"] = values["resources"]?.DeepClone() ?? new JsonObject(),
        ["securityContext"] = new JsonObject { ["capabilities"] = new JsonObject { ["add"] = new JsonArray("CAP_NET_BIND_SERVICE") } },
        ["terminationMessagePath"] = "/dev/termination-log",
        ["terminationMessagePolicy"] = "File",
    };

    private static JsonObject Rule(string key, string @operator, params string[] values) => new()
    {
        ["key"] = key,
        ["operator"] = @operator,
        ["values"] = new JsonArray([.. values.Select(value => (JsonNode)value)]),
    };

    private static JsonObject Port(string name, int number) =>
        new() { ["containerPort"] = number, ["hostPort"] = number, ["name"] = name, ["protocol"] = "TCP" };

    private static JsonObject Probe(string path, int delay, int failures) => new()
    {
        ["failureThreshold"] = failures,
        ["httpGet"] = new JsonObject { ["host"] = "localhost", ["path"] = path, ["port"] = "probes-port", ["scheme"] = "HTTP" },
        ["initialDelaySeconds"] = delay,
        ["periodSeconds"] = 10,
        ["successThreshold"] = 1,
        ["timeoutSeconds"] = 10,
    };
}
