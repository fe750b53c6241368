using System.Text;

namespace PodIdentity.Lab.Aws.Policies;

/// <summary>Replaces <c>${aws:PrincipalTag/team}</c> and the like by the request's values.</summary>
internal static class PolicyVariables
{
    /// <summary>Null when a variable has no value in this request: then the element that uses it matches nothing.</summary>
    public static string? Resolve(string text, RequestContext context, bool enabled)
    {
        if (!enabled || !text.Contains("${", StringComparison.Ordinal))
            return text;
        var resolved = new StringBuilder();
        var position = 0;
        while (text.IndexOf("${", position, StringComparison.Ordinal) is var start and >= 0)
        {
            var end = text.IndexOf('}', start);
            if (end < 0)
                break;
            if (Value(text[(start + 2)..end], context) is not { } value)
                return null;
            resolved.Append(text, position, start - position).Append(Wildcard.Literal(value));
            position = end + 1;
        }

        return resolved.Append(text, position, text.Length - position).ToString();
    }

    /// <summary><c>${*}</c>, <c>${?}</c> and <c>${$}</c> are those characters; <c>${key, 'x'}</c> has a default.</summary>
    private static string? Value(string variable, RequestContext context)
    {
        if (variable is "*" or "?" or "$")
            return variable;
        var comma = variable.IndexOf(',', StringComparison.Ordinal);
        var key = comma < 0 ? variable : variable[..comma];
        if (context[key.Trim()] is [var value])
            return value;
        if (comma < 0)
            return null;
        var otherwise = variable[(comma + 1)..].Trim();
        return otherwise.Length >= 2 && otherwise.StartsWith('\'') && otherwise.EndsWith('\'') ? otherwise[1..^1] : null;
    }
}
