using System.Globalization;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Whether a pod may run on a node: selector, required affinity, taints, readiness.</summary>
internal static class NodeFit
{
    public static bool Fits(JsonObject pod, JsonObject node) =>
        Matches(pod, node) && Tolerates(pod, node) && (node.ConditionIsTrue("Ready") || ToleratesTaint(pod, "node.kubernetes.io/not-ready", "", "NoExecute"));

    /// <summary>Why a node is not taken, in the scheduler's words.</summary>
    public static string Refusal(JsonObject pod, JsonObject node) =>
        !Matches(pod, node) ? "node(s) didn't match Pod's node affinity/selector"
        : Taints(node).FirstOrDefault(taint => !ToleratesTaint(pod, taint)) is { } taint
            ? $"node(s) had untolerated taint {{{taint.Text("key")}: {taint.Text("value")}}}"
            : "node(s) were not ready";

    private static bool Matches(JsonObject pod, JsonObject node)
    {
        if (pod.At("spec", "nodeSelector") is JsonObject selector && selector.Any(wanted => node.Label(wanted.Key) != wanted.Value.Text())) return false;
        var terms = pod.Items("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms").ToList();
        return terms.Count == 0 || terms.Any(term =>
            term.Items("matchExpressions").All(rule => Holds(rule, node.Label(rule.Text("key") ?? "")))
            && term.Items("matchFields").All(rule => Holds(rule, rule.Text("key") == "metadata.name" ? node.Name() : null)));
    }

    private static bool Holds(JsonObject rule, string? actual)
    {
        var values = (rule.At("values") as JsonArray)?.Select(value => value.Text()).ToList() ?? [];
        return rule.Text("operator") switch
        {
            "In" => actual is not null && values.Contains(actual),
            "NotIn" => actual is null || !values.Contains(actual),
            "Exists" => actual is not null,
            "DoesNotExist" => actual is null,
            "Gt" => Compare(actual, values) > 0,
            "Lt" => Compare(actual, values) < 0,
            _ => false,
        };
    }

    private static int Compare(string? actual, List<string?> values) =>
        values.Count == 1
        && long.TryParse(actual, CultureInfo.InvariantCulture, out var left)
        && long.TryParse(values[0], CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : 0;

    private static bool Tolerates(JsonObject pod, JsonObject node) => Taints(node).All(taint => ToleratesTaint(pod, taint));

    private static IEnumerable<JsonObject> Taints(JsonObject node)
    {
        var taints = node.Items("spec", "taints").Where(taint => taint.Text("effect") is "NoSchedule" or "NoExecute");
        return node.Flag("spec", "unschedulable") == true
            ? taints.Append(new JsonObject { ["key"] = "node.kubernetes.io/unschedulable", ["effect"] = "NoSchedule" })
            : taints;
    }

    private static bool ToleratesTaint(JsonObject pod, JsonObject taint) =>
        ToleratesTaint(pod, taint.Text("key") ?? "", taint.Text("value") ?? "", taint.Text("effect") ?? "");

    private static bool ToleratesTaint(JsonObject pod, string key, string value, string effect) =>
        pod.Items("spec", "tolerations").Any(toleration =>
            (toleration.Text("effect") is null or "" || toleration.Text("effect") == effect)
            && (toleration.Text("operator") == "Exists"
                ? toleration.Text("key") is null or "" || toleration.Text("key") == key
                : toleration.Text("key") == key && (toleration.Text("value") ?? "") == value));
}
