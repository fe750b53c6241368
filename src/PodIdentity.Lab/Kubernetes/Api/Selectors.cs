using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>Which objects a list, watch or deletion takes in, by <c>labelSelector</c> and <c>fieldSelector</c>.</summary>
internal sealed class Selectors
{
    private readonly List<Predicate<JsonObject>> _conditions = [];

    public static Selectors Parse(ResourceType type, IQueryCollection query)
    {
        var selectors = new Selectors();
        selectors._conditions.AddRange(LabelSelector.Parse(query["labelSelector"].ToString()));
        selectors._conditions.AddRange(FieldSelector.Parse(type, query["fieldSelector"].ToString()));
        return selectors;
    }

    public bool IsEmpty => _conditions.Count == 0;

    public bool Matches(JsonObject value) => _conditions.TrueForAll(condition => condition(value));
}

/// <summary>Label requirements: equality, sets and existence.</summary>
internal static partial class LabelSelector
{
    [GeneratedRegex(@"\G\s*(?:(?<not>!)\s*(?<key>[^\s,=!<>()]+)|(?<key>[^\s,=!<>()]+)\s*(?:(?<op>==|=|!=|<|>)\s*(?<value>[^\s,()]*)|\s(?<set>in|notin)\s*\((?<values>[^()]*)\))?)\s*(?:,|$)", RegexOptions.ExplicitCapture)]
    private static partial Regex Requirement();

    public static IEnumerable<Predicate<JsonObject>> Parse(string text)
    {
        var conditions = new List<Predicate<JsonObject>>();
        var position = 0;
        while (position < text.Length)
        {
            var match = Requirement().Match(text, position);
            if (!match.Success || match.Length == 0)
                throw ApiErrors.BadRequest($"unable to parse requirement: found '{text[position..].Trim()}', expected: identifier");
            conditions.Add(Condition(match));
            position += match.Length;
        }
        return conditions;
    }

    /// <summary>Whether the <c>matchLabels</c> and <c>matchExpressions</c> of a selector object take in these labels.</summary>
    public static bool Matches(JsonNode? selector, JsonNode? labels)
    {
        foreach (var (key, value) in selector.Map("matchLabels"))
        {
            if (labels.Text(key) != value)
                return false;
        }
        return selector.Items("matchExpressions").All(expression => MatchesExpression(expression, labels));
    }

    private static bool MatchesExpression(JsonObject expression, JsonNode? labels)
    {
        var actual = labels.Text(expression.Text("key") ?? "");
        var values = expression.At("values") is JsonArray list ? list.Select(value => value.Text()).ToHashSet() : [];
        return expression.Text("operator") switch
        {
            "In" => actual is not null && values.Contains(actual),
            "NotIn" => actual is null || !values.Contains(actual),
            "Exists" => actual is not null,
            "DoesNotExist" => actual is null,
            _ => false,
        };
    }

    private static Predicate<JsonObject> Condition(Match match)
    {
        var key = match.Groups["key"].Value;
        if (match.Groups["not"].Success)
            return value => LabelOf(value, key) is null;
        if (match.Groups["set"].Success)
        {
            var values = match.Groups["values"].Value.Split(',').Select(item => item.Trim()).ToHashSet(StringComparer.Ordinal);
            return match.Groups["set"].Value == "in"
                ? value => LabelOf(value, key) is { } label && values.Contains(label)
                : value => LabelOf(value, key) is not { } label || !values.Contains(label);
        }
        var expected = match.Groups["value"].Value;
        return match.Groups["op"].Value switch
        {
            "" => value => LabelOf(value, key) is not null,
            "!=" => value => LabelOf(value, key) != expected,
            "=" or "==" => value => LabelOf(value, key) == expected,
            var comparison => value => Compares(LabelOf(value, key), comparison, expected),
        };
    }

    private static bool Compares(string? actual, string comparison, string expected) =>
        long.TryParse(actual, out var left) && long.TryParse(expected, out var right) && (comparison == ">" ? left > right : left < right);

    private static string? LabelOf(JsonObject value, string key) => value.Text("metadata", "labels", key);
}

/// <summary>Field requirements: equality on the few fields that a server indexes.</summary>
internal static class FieldSelector
{
    private static readonly Dictionary<ResourceType, string[]> Fields = new()
    {
        [ResourceType.Pods] =
        [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
            "status.phase", "status.podIP", "status.nominatedNodeName",
        ],
        [ResourceType.Events] =
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
        [ResourceType.Namespaces] = ["status.phase"],
        [ResourceType.Nodes] = ["spec.unschedulable"],
        [ResourceType.ReplicaSets] = ["status.replicas"],
    };

    public static IEnumerable<Predicate<JsonObject>> Parse(ResourceType type, string text)
    {
        var conditions = new List<Predicate<JsonObject>>();
        foreach (var term in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var negative = term.Contains("!=", StringComparison.Ordinal);
            var parts = term.Split(negative ? "!=" : term.Contains("==", StringComparison.Ordinal) ? "==" : "=", 2);
            if (parts.Length != 2)
                throw ApiErrors.BadRequest($"invalid selector: '{text}'; can't understand '{term}'");
            var (field, expected) = (parts[0].Trim(), parts[1].Trim());
            if (!IsKnown(type, field))
                throw ApiErrors.BadRequest($"field label not supported: {field}");
            conditions.Add(value => (Read(type, value, field) == expected) != negative);
        }
        return conditions;
    }

    private static bool IsKnown(ResourceType type, string field) =>
        field is "metadata.name" || (field == "metadata.namespace" && type.Namespaced)
        || (Fields.TryGetValue(type, out var fields) && fields.Contains(field));

    private static string Read(ResourceType type, JsonObject value, string field)
    {
        if (field == "source" && type == ResourceType.Events)
            field = "source.component";
        var node = value.At(field.Split('.'));
        return node switch
        {
            null when field is "spec.hostNetwork" or "spec.unschedulable" => "false",
            null => "",
            JsonValue leaf => leaf.ToString() is "True" or "False" ? leaf.ToString().ToLowerInvariant() : leaf.ToString(),
            _ => "",
        };
    }
}
