using System.Globalization;
using k8s.Models;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Whether a DaemonSet's pods go to a node: by its node selector, its required node affinity, and the node's taints.</summary>
internal static class NodeMatch
{
    // Kubernetes itself makes the pods of every DaemonSet tolerate these.
    private static readonly HashSet<string> ToleratedByAll =
    [
        "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable", "node.kubernetes.io/disk-pressure", "node.kubernetes.io/memory-pressure",
        "node.kubernetes.io/pid-pressure", "node.kubernetes.io/unschedulable", "node.kubernetes.io/network-unavailable",
    ];

    /// <summary>Null when they go there, else what keeps them off.</summary>
    public static string? WhyNot(V1PodSpec pod, V1Node node)
    {
        var labels = node.Metadata.Labels ?? new Dictionary<string, string>();
        var selected = pod.NodeSelector?.All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value) ?? true;
        if (!selected)
        {
            return "node selector";
        }

        var terms = pod.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms;
        if (terms is not null && !terms.Any(term => Matches(term, node.Metadata.Name, labels)))
        {
            return "node affinity";
        }

        var taint = node.Spec?.Taints?.FirstOrDefault(t => t.Effect != "PreferNoSchedule" && !ToleratedByAll.Contains(t.Key) && pod.Tolerations?.Any(toleration => Tolerates(toleration, t)) != true);
        return taint is null ? null : $"lack of a toleration of the node's taint {taint.Key}";
    }

    // A term without any requirement matches nothing.
    private static bool Matches(V1NodeSelectorTerm term, string name, IDictionary<string, string> labels)
    {
        var (expressions, fields) = (term.MatchExpressions ?? [], term.MatchFields ?? []);
        return expressions.Count + fields.Count > 0
            && expressions.All(e => Matches(e, labels.TryGetValue(e.Key, out var value) ? value : null))
            && fields.All(f => Matches(f, f.Key == "metadata.name" ? name : null));
    }

    private static bool Matches(V1NodeSelectorRequirement requirement, string? value) => requirement.OperatorProperty switch
    {
        "In" => value is not null && requirement.Values.Contains(value),
        "NotIn" => value is null || !requirement.Values.Contains(value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => Number(value) > Number(requirement.Values.FirstOrDefault()),
        "Lt" => Number(value) < Number(requirement.Values.FirstOrDefault()),
        _ => false,
    };

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool Tolerates(V1Toleration toleration, V1Taint taint) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (toleration.OperatorProperty == "Exists"
            ? string.IsNullOrEmpty(toleration.Key) || toleration.Key == taint.Key
            : toleration.Key == taint.Key && (toleration.Value ?? "") == (taint.Value ?? ""));
}
