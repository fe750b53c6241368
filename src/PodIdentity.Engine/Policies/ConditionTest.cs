using System.Globalization;
using System.Text.RegularExpressions;

namespace PodIdentity.Engine.Policies;

/// <summary>Whether something holds, as far as it can be told.</summary>
internal enum Verdict
{
    /// <summary>It does not.</summary>
    No,

    /// <summary>It depends on what is not known here.</summary>
    Unknown,

    /// <summary>It does.</summary>
    Yes,
}

/// <summary>Tests a condition against what a call sends.</summary>
internal static partial class ConditionTest
{
    /// <summary>Whether the condition holds, and when it does not or cannot be told, why.</summary>
    public static (Verdict Verdict, string Reason) Test(PolicyCondition condition, TrustContext context, bool hasVariables) =>
        Test(condition, context.KeyOf, hasVariables, context.AssociationArn);

    /// <summary>The same, for any call of which <paramref name="keyOf"/> tells what a key holds.</summary>
    public static (Verdict Verdict, string Reason) Test(PolicyCondition condition, Func<string, SentKey> keyOf, bool hasVariables, string? associationArn = null)
    {
        var sent = keyOf(condition.Key);
        if (sent.Values is not { } values)
        {
            return (Verdict.Unknown, $"its condition {condition} cannot be tested here: {sent.Explanation}");
        }

        var operation = ConditionOperator.Parse(condition.Operator);
        if (operation is null)
        {
            return (Verdict.No, $"its condition {condition} has an operator that IAM does not know");
        }

        var expected = condition.Values.Select(v => Resolve(v, keyOf, hasVariables)).ToList();
        if (expected.Exists(v => v is null))
        {
            return (Verdict.Unknown, $"its condition {condition} cannot be tested here: a variable in it is only known to AWS");
        }

        return Holds(operation, expected!, values)
            ? (Verdict.Yes, "")
            : (Verdict.No, $"its condition {condition} does not hold: {(values.Count == 0 ? sent.Explanation : $"the call sends '{Errors.Shown(string.Join("', '", values))}'")}{Hint(condition, associationArn)}");
    }

    private static bool Holds(ConditionOperator operation, List<string> expected, IReadOnlyList<string> values)
    {
        if (operation.Comparison == "Null")
        {
            return expected.Exists(v => bool.TryParse(v, out var isMissing) && isMissing == (values.Count == 0));
        }

        if (values.Count == 0)
        {
            return operation.IfExists || operation.Set == ValueSet.All || (operation.IsNegated && operation.Set == ValueSet.One);
        }

        bool Satisfies(string value) => expected.Exists(pattern => Compare(operation.Comparison, pattern, value)) != operation.IsNegated;
        return operation.Set == ValueSet.All || (operation.Set == ValueSet.One && operation.IsNegated) ? values.All(Satisfies) : values.Any(Satisfies);
    }

    private static bool Compare(string comparison, string pattern, string value) => comparison switch
    {
        "StringEquals" or "BinaryEquals" => pattern == value,
        "StringEqualsIgnoreCase" => pattern.Equals(value, StringComparison.OrdinalIgnoreCase),
        "StringLike" => Wildcard.Matches(pattern, value),
        "ArnEquals" or "ArnLike" => Wildcard.MatchesArn(pattern, value),
        "Bool" => pattern.Equals(value, StringComparison.OrdinalIgnoreCase),
        "NumericEquals" => Order(pattern, value) == 0,
        "NumericLessThan" => Order(pattern, value) < 0,
        "NumericLessThanEquals" => Order(pattern, value) <= 0,
        "NumericGreaterThan" => Order(pattern, value) > 0,
        "NumericGreaterThanEquals" => Order(pattern, value) >= 0,
        // Nothing that is known of the call is a date or an address.
        _ => false,
    };

    /// <summary>How the value stands to the pattern; null when one is not a number.</summary>
    private static int? Order(string pattern, string value) =>
        decimal.TryParse(pattern, NumberStyles.Float, CultureInfo.InvariantCulture, out var right) && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var left)
            ? left.CompareTo(right)
            : null;

    /// <summary>The value with its variables filled in; null when one of them is unknown.</summary>
    private static string? Resolve(string value, Func<string, SentKey> keyOf, bool hasVariables)
    {
        if (!hasVariables || !value.Contains("${", StringComparison.Ordinal))
        {
            return value;
        }

        var isKnown = true;
        var resolved = Variable().Replace(value, match =>
        {
            var name = match.Groups["name"].Value;
            if (name is "*" or "?" or "$")
            {
                return name;
            }

            var sent = keyOf(name).Values;
            isKnown &= sent is [_];
            return sent is [var only] ? only : "";
        });
        return isKnown ? resolved : null;
    }

    private static string Hint(PolicyCondition condition, string? associationArn) => condition.Key.ToUpperInvariant() switch
    {
        "AWS:SOURCEARN" when condition.Values.Any(v => v.Contains("podidentityassociation", StringComparison.OrdinalIgnoreCase)) =>
            $" (EKS sends the cluster's ARN, not the association's{(associationArn is { } arn ? $" {arn}" : "")})",
        _ when ConditionOperator.Parse(condition.Operator) is { Comparison: "StringEquals" } && condition.Values.Any(v => v.Contains('*', StringComparison.Ordinal)) =>
            " (StringEquals takes * literally; StringLike does not)",
        _ => "",
    };

    [GeneratedRegex(@"\$\{(?<name>[^},]+)(,[^}]*)?\}")]
    private static partial Regex Variable();
}
