using k8s.Models;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Tests labels against a selector, as the API server does.</summary>
/// <seealso href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors"/>
internal static class LabelSelection
{
    /// <summary>The first demand that the labels do not satisfy, in the notation of <c>kubectl -l</c>; null when they satisfy all.</summary>
    public static string? MissedBy(V1LabelSelector selector, IDictionary<string, string> labels)
    {
        foreach (var (key, value) in selector.MatchLabels ?? new Dictionary<string, string>())
        {
            if (!labels.TryGetValue(key, out var found) || found != value)
            {
                return $"{key}={value}";
            }
        }

        return (selector.MatchExpressions ?? []).Where(demand => !Holds(demand, labels)).Select(Show).FirstOrDefault();
    }

    private static bool Holds(V1LabelSelectorRequirement demand, IDictionary<string, string> labels)
    {
        var value = labels.TryGetValue(demand.Key, out var found) ? found : null;
        return demand.OperatorProperty switch
        {
            "In" => value is not null && demand.Values.Contains(value),
            "NotIn" => value is null || !demand.Values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => true,
        };
    }

    private static string Show(V1LabelSelectorRequirement demand) => demand.OperatorProperty switch
    {
        "Exists" => demand.Key,
        "DoesNotExist" => $"!{demand.Key}",
        "NotIn" => $"{demand.Key} notin ({string.Join(",", demand.Values)})",
        _ => $"{demand.Key} in ({string.Join(",", demand.Values)})",
    };
}
