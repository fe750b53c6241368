using System.Globalization;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Whether a pod may run on a node: taints and readiness, selector, required affinity, what is free.</summary>
internal static class NodeFit
{
    private const string Unschedulable = "node.kubernetes.io/unschedulable";
    private const string Insufficient = "Insufficient ";

    /// <summary>Whether a daemon set belongs on the node; what is free there does not matter to it.</summary>
    public static bool Fits(JsonObject pod, JsonObject node) => Refusal(pod, node) is null;

    /// <summary>Why a node is not taken, in the scheduler's words and in its order; null when it is.</summary>
    public static string? Refusal(JsonObject pod, JsonObject node)
    {
        if (!IsNamed(pod, node)) return "node(s) didn't satisfy plugin(s) [NodeAffinity]";
        if (Taints(node).FirstOrDefault(taint => !ToleratesTaint(pod, taint)) is { } taint)
        {
            return taint.Text("key") == Unschedulable
                ? "node(s) were unschedulable"
                : $"node(s) had untolerated taint {{{taint.Text("key")}: {taint.Text("value")}}}";
        }

        return Matches(pod, node) ? null : "node(s) didn't match Pod's node affinity/selector";
    }

    /// <summary>What a node has too little of for one pod more; null when there is enough, or nothing is asked.</summary>
    public static string? Shortage(JsonObject pod, JsonObject node, IEnumerable<JsonObject> present)
    {
        foreach (var resource in (string[])["cpu", "memory"])
        {
            var asked = Request(pod, resource);
            if (asked == 0 || node.At("status", "allocatable", resource) is not { } allocatable) continue;
            var used = present.Where(other => other.Text("status", "phase") is not ("Succeeded" or "Failed")).Sum(other => Request(other, resource));
            if (used + asked > Quantity.Parse(allocatable)) return Insufficient + resource;
        }

        return null;
    }

    public static bool IsShortage(string refusal) => refusal.StartsWith(Insufficient, StringComparison.Ordinal);

    private static decimal Request(JsonObject pod, string resource)
    {
        decimal Of(JsonObject container) => Quantity.Parse(container.At("resources", "requests", resource) ?? container.At("resources", "limits", resource));
        return Math.Max(pod.Items("spec", "containers").Sum(Of), pod.Items("spec", "initContainers").Select(Of).DefaultIfEmpty().Max());
    }

    /// <summary>A daemon set's pod names its node.</summary>
    private static bool IsNamed(JsonObject pod, JsonObject node) =>
        Terms(pod).Where(term => term.Items("matchFields").Any()).ToList() is not { Count: > 0 } named
        || named.Any(term => term.Items("matchFields").All(rule => Holds(rule, rule.Text("key") == "metadata.name" ? node.Name() : null)));

    private static bool Matches(JsonObject pod, JsonObject node)
    {
        if (pod.At("spec", "nodeSelector") is JsonObject selector && selector.Any(wanted => node.Label(wanted.Key) != wanted.Value.Text())) return false;
        var terms = Terms(pod).ToList();
        return terms.Count == 0 || terms.Any(term =>
            term.Items("matchExpressions").All(rule => Holds(rule, node.Label(rule.Text("key") ?? "")))
            && term.Items("matchFields").All(rule => Holds(rule, rule.Text("key") == "metadata.name" ? node.Name() : null)));
    }

    private static IEnumerable<JsonObject> Terms(JsonObject pod) =>
        pod.Items("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");

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

    private static IEnumerable<JsonObject> Taints(JsonObject node)
    {
        var taints = node.Items("spec", "taints").Where(taint => taint.Text("effect") is "NoSchedule" or "NoExecute");
        if (node.Flag("spec", "unschedulable") == true) taints = taints.Prepend(Taint(Unschedulable, "NoSchedule"));
        // Before the taints are on the node, its condition tells.
        return NodeController.Ailment(node) is { } ailment ? taints.Append(Taint(ailment, "NoSchedule")) : taints;
    }

    private static JsonObject Taint(string key, string effect) => new() { ["key"] = key, ["effect"] = effect };

    private static bool ToleratesTaint(JsonObject pod, JsonObject taint) =>
        ToleratesTaint(pod, taint.Text("key") ?? "", taint.Text("value") ?? "", taint.Text("effect") ?? "");

    private static bool ToleratesTaint(JsonObject pod, string key, string value, string effect) =>
        pod.Items("spec", "tolerations").Any(toleration =>
            (toleration.Text("effect") is null or "" || toleration.Text("effect") == effect)
            && (toleration.Text("operator") == "Exists"
                ? toleration.Text("key") is null or "" || toleration.Text("key") == key
                : toleration.Text("key") == key && (toleration.Text("value") ?? "") == value));
}
