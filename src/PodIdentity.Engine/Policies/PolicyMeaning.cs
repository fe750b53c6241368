namespace PodIdentity.Engine.Policies;

/// <summary>Compares policies by what they mean: order, spacing, ids, one value or a list of one, and the case of action names do not matter.</summary>
internal static class PolicyMeaning
{
    /// <summary>Whether two documents mean the same. One that cannot be read is only equal to its own text.</summary>
    public static bool Same(string one, string other)
    {
        var (left, right) = (PolicyReader.Read(one).Policy, PolicyReader.Read(other).Policy);
        return left is null || right is null
            ? one == other
            : left.Statements.Select(s => Of(s, left.HasVariables)).ToHashSet().SetEquals(right.Statements.Select(s => Of(s, right.HasVariables)));
    }

    /// <summary>A text that two statements share when they mean the same.</summary>
    public static string Of(PolicyStatement statement, bool hasVariables) => string.Join('\n',
        statement.IsAllow,
        statement.IsNotPrincipal,
        Set(statement.Principals?.Select(p => $"{p.Kind} {Account(p)}")),
        statement.IsNotAction,
        Set(statement.Actions.Select(a => a.ToUpperInvariant())),
        statement.IsNotResource,
        Set(statement.Resources),
        Set(statement.Conditions.Select(Of)),
        // What ${…} means depends on the version; where there is none, the version makes no difference.
        UsesVariables(statement) && hasVariables);

    private static string Of(PolicyCondition condition) =>
        $"{condition.Operator.ToUpperInvariant()} {condition.Key.ToUpperInvariant()} {Set(condition.Values.Select(v => IsBoolean(condition) ? v.ToUpperInvariant() : v))}";

    // An account's id and the ARN of its root are the same principal.
    private static string Account(PolicyPrincipal principal) => principal.Kind == "AWS" && principal.Value.Split(':') is ["arn", _, "iam", "", var account, "root"] ? account : principal.Value;

    private static string Set(IEnumerable<string>? values) => values is null ? "-" : string.Join('\t', values.Distinct().Order(StringComparer.Ordinal));

    private static bool IsBoolean(PolicyCondition condition) => ConditionOperator.Parse(condition.Operator)?.Comparison is "Bool" or "Null";

    private static bool UsesVariables(PolicyStatement statement) =>
        (statement.Resources ?? []).Concat(statement.Conditions.SelectMany(c => c.Values)).Any(v => v.Contains("${", StringComparison.Ordinal));
}
