namespace PodIdentity.Lab.Aws.Policies;

/// <summary>The wildcards of policies: <c>*</c> for any text, <c>?</c> for any one character.</summary>
internal static class Wildcard
{
    // What a policy variable brought in is meant literally.
    private const char LiteralStar = '\uE000';
    private const char LiteralQuestionMark = '\uE001';

    public static string Literal(string text) => text.Replace('*', LiteralStar).Replace('?', LiteralQuestionMark);

    /// <summary>Takes back what <see cref="Literal"/> did, for operators that know no wildcards.</summary>
    public static string Plain(string text) => text.Replace(LiteralStar, '*').Replace(LiteralQuestionMark, '?');

    /// <summary>Never slower than pattern length times text length, whatever the pattern.</summary>
    public static bool Matches(string pattern, string text, bool ignoreCase = false)
    {
        int p = 0, t = 0, star = -1, retry = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                retry = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || Same(pattern[p], text[t], ignoreCase)))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++retry;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }

    private static bool Same(char pattern, char text, bool ignoreCase)
    {
        pattern = pattern switch
        {
            LiteralStar => '*',
            LiteralQuestionMark => '?',
            _ => pattern,
        };
        return pattern == text || (ignoreCase && char.ToLowerInvariant(pattern) == char.ToLowerInvariant(text));
    }
}
