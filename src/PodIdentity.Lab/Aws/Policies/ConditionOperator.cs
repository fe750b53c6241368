namespace PodIdentity.Lab.Aws.Policies;

internal enum ValueSet { Single, Any, All }

/// <summary>An operator such as <c>ForAnyValue:StringNotLikeIfExists</c>, taken apart.</summary>
/// <param name="Comparison">The operator without negation, prefix and suffix, e.g. <c>StringLike</c>.</param>
/// <param name="IsNegated"><c>StringNotLike</c>, <c>NotIpAddress</c>, …</param>
/// <param name="IfExists">A missing key satisfies it.</param>
/// <param name="Set">How several values of the request count.</param>
internal sealed record ConditionOperator(string Comparison, bool IsNegated, bool IfExists, ValueSet Set)
{
    private static readonly HashSet<string> Comparisons = new(StringComparer.OrdinalIgnoreCase)
    {
        "StringEquals", "StringEqualsIgnoreCase", "StringLike",
        "NumericEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
        "DateEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
        "Bool", "BinaryEquals", "IpAddress", "ArnEquals", "ArnLike", "Null",
    };

    /// <summary>Null when there is no such operator.</summary>
    public static ConditionOperator? Parse(string name)
    {
        var set = ValueSet.Single;
        if (name.StartsWith("ForAnyValue:", StringComparison.OrdinalIgnoreCase))
            (set, name) = (ValueSet.Any, name["ForAnyValue:".Length..]);
        else if (name.StartsWith("ForAllValues:", StringComparison.OrdinalIgnoreCase))
            (set, name) = (ValueSet.All, name["ForAllValues:".Length..]);

        var ifExists = name.EndsWith("IfExists", StringComparison.OrdinalIgnoreCase);
        if (ifExists)
            name = name[..^"IfExists".Length];
        var positive = name.Replace("Not", "", StringComparison.OrdinalIgnoreCase);
        if (!Comparisons.TryGetValue(positive, out var comparison))
            return null;
        var isNegated = positive.Length != name.Length;
        if (isNegated && comparison is not ("StringEquals" or "StringEqualsIgnoreCase" or "StringLike" or "NumericEquals" or "DateEquals" or "IpAddress" or "ArnEquals" or "ArnLike"))
            return null;
        return comparison == "Null" && ifExists ? null : new ConditionOperator(comparison, isNegated, ifExists, set);
    }
}
