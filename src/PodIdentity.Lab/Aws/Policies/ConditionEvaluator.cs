using System.Globalization;
using System.Net;

namespace PodIdentity.Lab.Aws.Policies;

/// <summary>Whether a condition holds for a request.</summary>
internal static class ConditionEvaluator
{
    public static bool Holds(Condition condition, RequestContext context, bool variables)
    {
        var (comparison, negated, ifExists, set) = condition.Operator;
        var values = context[condition.Key];
        if (comparison == "Null")
            return condition.Values.Any(value => bool.TryParse(value, out var isNull) && isNull == values is null or { Count: 0 });
        if (values is null or { Count: 0 })
            return ifExists || set == ValueSet.All || (negated && set == ValueSet.Single);

        var expected = condition.Values.Select(value => PolicyVariables.Resolve(value, context, variables)).OfType<string>().ToList();
        bool Satisfies(string value) => expected.Any(pattern => Compare(comparison, pattern, value)) != negated;
        return set switch
        {
            ValueSet.All => values.All(Satisfies),
            ValueSet.Any => values.Any(Satisfies),
            // Several values without a set operator: one match is enough, and a negation must hold for all.
            _ => negated ? values.All(Satisfies) : values.Any(Satisfies),
        };
    }

    private static bool Compare(string comparison, string pattern, string value) => comparison switch
    {
        "StringEquals" or "BinaryEquals" => Wildcard.Plain(pattern) == value,
        "StringEqualsIgnoreCase" => Wildcard.Plain(pattern).Equals(value, StringComparison.OrdinalIgnoreCase),
        "StringLike" => Wildcard.Matches(pattern, value),
        // As the reference has it, ArnEquals and ArnLike behave alike.
        "ArnEquals" or "ArnLike" => ArnMatches(pattern, value),
        "Bool" => bool.TryParse(pattern, out var wanted) && bool.TryParse(value, out var given) && wanted == given,
        "IpAddress" => InRange(pattern, value),
        _ when comparison.StartsWith("Numeric", StringComparison.Ordinal) =>
            Number(pattern) is { } right && Number(value) is { } left && Ordered(comparison["Numeric".Length..], left.CompareTo(right)),
        _ => Date(pattern) is { } right && Date(value) is { } left && Ordered(comparison["Date".Length..], left.CompareTo(right)),
    };

    private static bool Ordered(string relation, int order) => relation switch
    {
        "Equals" => order == 0,
        "LessThan" => order < 0,
        "LessThanEquals" => order <= 0,
        "GreaterThan" => order > 0,
        _ => order >= 0,
    };

    /// <summary>Each of the six parts for itself: a wildcard does not reach over a colon, except in the last part.</summary>
    private static bool ArnMatches(string pattern, string value)
    {
        if (pattern == "*")
            return true;
        var patterns = pattern.Split(':', 6);
        var parts = value.Split(':', 6);
        return patterns.Length == 6 && parts.Length == 6 && patterns.Zip(parts).All(pair => Wildcard.Matches(pair.First, pair.Second));
    }

    private static bool InRange(string range, string value)
    {
        if (!IPAddress.TryParse(value, out var address))
            return false;
        if (!range.Contains('/', StringComparison.Ordinal))
            return IPAddress.TryParse(range, out var single) && single.Equals(address);
        var slash = range.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(range[..slash], out var network) || !int.TryParse(range[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            return false;
        var (wanted, given) = (network.GetAddressBytes(), address.GetAddressBytes());
        if (wanted.Length != given.Length || length > wanted.Length * 8)
            return false;
        for (var bit = 0; bit < length; bit++)
        {
            if (((wanted[bit / 8] ^ given[bit / 8]) & (0x80 >> (bit % 8))) != 0)
                return false;
        }

        return true;
    }

    private static decimal? Number(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? Date(string text)
    {
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return date;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }
}
