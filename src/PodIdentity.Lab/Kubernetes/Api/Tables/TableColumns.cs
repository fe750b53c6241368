using System.Globalization;
using System.Text.Json.Nodes;
using static PodIdentity.Lab.Kubernetes.Api.Tables.TableColumn;

namespace PodIdentity.Lab.Kubernetes.Api.Tables;

/// <summary>The columns of each kind.</summary>
internal static class TableColumns
{
    private static readonly TableColumn[] TemplateColumns =
    [
        Text("Containers", value => Containers(value, "name"), 1),
        Text("Images", value => Containers(value, "image"), 1),
    ];

    private static readonly TableColumn Selector = Text("Selector", value => SelectorText(value.At("spec", "selector")), 1);

    private static readonly Dictionary<ResourceType, TableColumn[]> Columns = new()
    {
        [ResourceType.Namespaces] = [TheName, Text("Status", value => value.Text("status", "phase") ?? ""), Age],
        [ResourceType.ServiceAccounts] = [TheName, new("Secrets", 0, "integer", (value, _) => value.Items("secrets").Count()), Age],
        [ResourceType.Nodes] =
        [
            TheName,
            Text("Status", NodeStatus),
            Text("Roles", NodeRoles),
            Age,
            Text("Version", value => value.Text("status", "nodeInfo", "kubeletVersion") ?? ""),
            Text("Internal-IP", value => Address(value, "InternalIP"), 1),
            Text("External-IP", value => Address(value, "ExternalIP"), 1),
            Text("OS-Image", value => value.Text("status", "nodeInfo", "osImage") ?? "<unknown>", 1),
            Text("Kernel-Version", value => value.Text("status", "nodeInfo", "kernelVersion") ?? "<unknown>", 1),
            Text("Container-Runtime", value => value.Text("status", "nodeInfo", "containerRuntimeVersion") ?? "<unknown>", 1),
        ],
        [ResourceType.Pods] =
        [
            TheName,
            Text("Ready", PodSummary.Ready),
            Text("Status", PodSummary.Status),
            new("Restarts", 0, "string", (value, _) => PodSummary.Restarts(value).ToString(CultureInfo.InvariantCulture)),
            Age,
            Text("IP", value => Or(value.Text("status", "podIP")), 1),
            Text("Node", value => Or(value.Text("spec", "nodeName")), 1),
            Text("Nominated Node", value => Or(value.Text("status", "nominatedNodeName")), 1),
            Text("Readiness Gates", _ => "<none>", 1),
        ],
        [ResourceType.Events] =
        [
            new("Last Seen", 0, "string", (value, now) => Since(LastSeen(value), now)),
            Text("Type", value => value.Text("type") ?? ""),
            Text("Reason", value => value.Text("reason") ?? ""),
            Text("Object", value => $"{value.Text("involvedObject", "kind")?.ToLowerInvariant()}/{value.Text("involvedObject", "name")}"),
            Text("Subobject", value => value.Text("involvedObject", "fieldPath") ?? "", 1),
            Text("Source", value => value.Text("source", "component") ?? value.Text("reportingComponent") ?? "", 1),
            Text("Message", value => (value.Text("message") ?? "").Trim()),
            new("First Seen", 1, "string", (value, now) => Since(value.Text("firstTimestamp") ?? LastSeen(value), now)),
            new("Count", 1, "string", (value, _) => (value.Number("count") ?? 1).ToString(CultureInfo.InvariantCulture)),
            Text("Name", value => value.Name(), 1),
        ],
        [ResourceType.ResourceQuotas] = [TheName, Age, Text("Request", value => QuotaText(value, limits: false)), Text("Limit", value => QuotaText(value, limits: true))],
        [ResourceType.DaemonSets] =
        [
            TheName,
            Number("Desired", "status", "desiredNumberScheduled"),
            Number("Current", "status", "currentNumberScheduled"),
            Number("Ready", "status", "numberReady"),
            Number("Up-to-date", "status", "updatedNumberScheduled"),
            Number("Available", "status", "numberAvailable"),
            Text("Node Selector", value => Or(Pairs(value.At("spec", "template", "spec", "nodeSelector")))),
            Age,
            .. TemplateColumns,
            Selector,
        ],
        [ResourceType.Deployments] =
        [
            TheName,
            Text("Ready", ReadyOfReplicas),
            Number("Up-to-date", "status", "updatedReplicas"),
            Number("Available", "status", "availableReplicas"),
            Age,
            .. TemplateColumns,
            Selector,
        ],
        [ResourceType.ReplicaSets] =
        [
            TheName,
            Number("Desired", "spec", "replicas"),
            Number("Current", "status", "replicas"),
            Number("Ready", "status", "readyReplicas"),
            Age,
            .. TemplateColumns,
            Selector,
        ],
        [ResourceType.StatefulSets] = [TheName, Text("Ready", ReadyOfReplicas), Age, .. TemplateColumns],
        [ResourceType.NetworkPolicies] = [TheName, Text("Pod-Selector", value => SelectorText(value.At("spec", "podSelector"))), Age],
        [ResourceType.MutatingWebhooks] = [TheName, new("Webhooks", 0, "integer", (value, _) => value.Items("webhooks").Count()), Age],
    };

    private static readonly TableColumn[] Plain = [TheName, Age];

    public static IReadOnlyList<TableColumn> Of(ResourceType type) => Columns.GetValueOrDefault(type, Plain);

    private static string Or(string? text) => string.IsNullOrEmpty(text) ? "<none>" : text;

    private static string? LastSeen(JsonObject value) =>
        value.Text("series", "lastObservedTime") ?? value.Text("lastTimestamp") ?? value.Text("eventTime") ?? value.Text("metadata", "creationTimestamp");

    private static string ReadyOfReplicas(JsonObject value) => $"{value.Number("status", "readyReplicas") ?? 0}/{value.Number("spec", "replicas") ?? 0}";

    private static string Containers(JsonObject value, string field) =>
        string.Join(',', value.Items("spec", "template", "spec", "containers").Select(container => container.Text(field)));

    private static string Pairs(JsonNode? map) => string.Join(',', map.Map().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    private static string QuotaText(JsonObject quota, bool limits) => string.Join(", ",
        (quota.At("status", "hard") as JsonObject ?? []).OrderBy(item => item.Key, StringComparer.Ordinal)
            .Where(item => item.Key.StartsWith("limits.", StringComparison.Ordinal) == limits)
            .Select(item => $"{item.Key}: {quota.At("status", "used", item.Key)?.ToString() ?? "0"}/{item.Value}"));

    private static string SelectorText(JsonNode? selector)
    {
        var terms = selector.Map("matchLabels").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")
            .Concat(selector.Items("matchExpressions").Select(ExpressionText));
        return Or(string.Join(',', terms));
    }

    private static string ExpressionText(JsonObject expression)
    {
        var key = expression.Text("key");
        var values = expression.At("values") is JsonArray list ? string.Join(',', list.Select(value => value.Text())) : "";
        return expression.Text("operator") switch
        {
            "Exists" => key ?? "",
            "DoesNotExist" => $"!{key}",
            "NotIn" => $"{key} notin ({values})",
            _ => $"{key} in ({values})",
        };
    }

    private static string NodeStatus(JsonObject node)
    {
        var ready = node.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Ready").Text("status");
        var status = ready switch { "True" => "Ready", null => "Unknown", _ => "NotReady" };
        return node.Flag("spec", "unschedulable") == true ? $"{status},SchedulingDisabled" : status;
    }

    private static string NodeRoles(JsonObject node)
    {
        const string prefix = "node-role.kubernetes.io/";
        return Or(string.Join(',', node.Map("metadata", "labels").Select(label => label.Key)
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..]).Order(StringComparer.Ordinal)));
    }

    private static string Address(JsonObject node, string type) =>
        Or(node.Items("status", "addresses").FirstOrDefault(address => address.Text("type") == type).Text("address"));
}
