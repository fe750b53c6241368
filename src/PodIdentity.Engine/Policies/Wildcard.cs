namespace PodIdentity.Engine.Policies;

/// <summary>The wildcards of policies: <c>*</c> for any text, <c>?</c> for one character.</summary>
internal static class Wildcard
{
    /// <summary>Goes back to the last star only, so that no pattern takes longer than its length times the text's.</summary>
    public static bool Matches(string pattern, string text, bool ignoreCase = false)
    {
        var (p, t, star, resume) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || Same(pattern[p], text[t], ignoreCase)))
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }

    /// <summary>ARNs part by part: a star does not reach over a colon, but for the last part, which may hold colons itself.</summary>
    public static bool MatchesArn(string pattern, string text)
    {
        var (patterns, parts) = (pattern.Split(':', 6), text.Split(':', 6));
        return pattern == "*" || (patterns.Length == 6 && parts.Length == 6 && patterns.Zip(parts).All(pair => Matches(pair.First, pair.Second)));
    }

    private static bool Same(char one, char other, bool ignoreCase) =>
        one == other || (ignoreCase && char.ToUpperInvariant(one) == char.ToUpperInvariant(other));
}
