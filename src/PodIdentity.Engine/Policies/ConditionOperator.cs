namespace PodIdentity.Engine.Policies;

/// <summary>How several values of the request count.</summary>
internal enum ValueSet
{
    /// <summary>No prefix: the key has one value.</summary>
    One,

    /// <summary><c>ForAnyValue:</c></summary>
    Any,

    /// <summary><c>ForAllValues:</c></summary>
    All,
}

/// <summary>An operator such as <c>ForAnyValue:StringNotLikeIfExists</c>, taken apart.</summary>
/// <param name="Comparison">Without <c>Not</c>, prefix and suffix, in IAM's spelling.</param>
/// <param name="IsNegated">It holds where the comparison does not.</param>
/// <param name="IfExists">A missing key is fine.</param>
/// <param name="Set">How several values count.</param>
internal sealed record ConditionOperator(string Comparison, bool IsNegated, bool IfExists, ValueSet Set)
{
    private static readonly Dictionary<string, (string Comparison, bool IsNegated)> Known = Names();

    /// <summary>Null when IAM knows no such operator; the case of its name does not matter.</summary>
    public static ConditionOperator? Parse(string name)
    {
        const StringComparison anyCase = StringComparison.OrdinalIgnoreCase;
        var (set, plain) = name.Split(':', 2) switch
        {
            [var prefix, var rest] when prefix.Equals("ForAnyValue", anyCase) => (ValueSet.Any, rest),
            [var prefix, var rest] when prefix.Equals("ForAllValues", anyCase) => (ValueSet.All, rest),
            _ => (ValueSet.One, name),
        };
        var ifExists = plain.EndsWith("IfExists", anyCase);
        return Known.TryGetValue(ifExists ? plain[..^"IfExists".Length] : plain, out var known) && !(ifExists && known.Comparison == "Null")
            ? new ConditionOperator(known.Comparison, known.IsNegated, ifExists, set)
            : null;
    }

    private static Dictionary<string, (string Comparison, bool IsNegated)> Names()
    {
        string[] withNegation = ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "NumericEquals", "DateEquals", "ArnEquals", "ArnLike"];
        string[] others =
        [
            "IpAddress", "Bool", "BinaryEquals", "Null",
            "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
            "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
        ];
        var names = new Dictionary<string, (string, bool)>(StringComparer.OrdinalIgnoreCase) { ["NotIpAddress"] = ("IpAddress", true) };
        foreach (var name in withNegation.Concat(others))
        {
            names[name] = (name, false);
        }

        foreach (var name in withNegation)
        {
            var verb = name.StartsWith("String", StringComparison.Ordinal) ? 6 : name.StartsWith("Numeric", StringComparison.Ordinal) ? 7 : name.StartsWith("Date", StringComparison.Ordinal) ? 4 : 3;
            names[name.Insert(verb, "Not")] = (name, true);
        }

        return names;
    }
}
