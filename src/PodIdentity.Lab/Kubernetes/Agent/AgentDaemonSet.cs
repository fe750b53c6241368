using System.Text.Json.Nodes;

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

    public static JsonObject Build(string addonVersion, string clusterName, string region)
    {
        var version = AgentVersion(addonVersion);
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
                        ["labels"] = SelectorLabels(),
                        ["annotations"] = new JsonObject { ["prometheus.io/port"] = "2705", ["prometheus.io/scrape"] = "true" },
                    },
                    ["spec"] = PodSpec($"602401143452.dkr.ecr.{region}.amazonaws.com/eks/{Name}:v{version}", clusterName, region),
                },
                ["updateStrategy"] = new JsonObject
                {
                    ["type"] = "RollingUpdate",
                    ["rollingUpdate"] = new JsonObject { ["maxSurge"] = 0, ["maxUnavailable"] = "10%" },
                },
                ["revisionHistoryLimit"] = 10,
            },
        };
    }

    private static string ChartVersion(string addonVersion) => addonVersion.Split('-')[0];

    private static JsonObject SelectorLabels() => new() { ["app.kubernetes.io/instance"] = Name, ["app.kubernetes.io/name"] = Name };

    private static JsonObject PodSpec(string image, string clusterName, string region) => new()
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
        ["automountServiceAccountToken"] = false,
        ["containers"] = new JsonArray(ServerContainer(image, clusterName, region)),
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
        ["priorityClassName"] = "system-node-critical",
        ["restartPolicy"] = "Always",
        ["schedulerName"] = "default-scheduler",
        ["securityContext"] = new JsonObject(),
        ["terminationGracePeriodSeconds"] = 30,
        ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
    };

    private static JsonObject ServerContainer(string image, string clusterName, string region) => new()
    {
        ["args"] = new JsonArray("--port", "80", "--cluster-name", clusterName, "--probe-port", "2703", "-v", "trace"),
        ["command"] = new JsonArray("/go-runner", "/eks-pod-identity-agent", ServerCommand),
        ["env"] = new JsonArray(new JsonObject { ["name"] = "AWS_REGION", ["value"] = region }),
        ["image"] = image,
        ["imagePullPolicy"] = "Always",
        ["livenessProbe"] = Probe("/healthz", delay: 30, failures: 3),
        ["name"] = Name,
        ["ports"] = new JsonArray(Port("proxy", 80), Port("probes-port", 2703)),
        ["readinessProbe"] = Probe("/readyz", delay: 1, failures: 30),
        ["resources"] = new JsonObject(),
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
