using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PodIdentity.Report;

/// <summary>Text of servers and pods, made harmless to show: what a terminal or a reader's eye could be deceived by does not survive.</summary>
internal static partial class PlainText
{
    private const char Replaced = '\uFFFD';

    /// <summary>
    /// Escape sequences are left out. Control characters and invisible ones, such as those that turn the direction of writing, become a visible
    /// replacement character. Line breaks become line feeds; tabs stay.
    /// </summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";

        var plain = new StringBuilder(text.Length);
        foreach (var rune in EscapeSequence().Replace(text, "").ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (IsHarmless(rune))
                plain.Append(rune.ToString());
            else
                plain.Append(Replaced);
        }

        return plain.ToString();
    }

    /// <summary>The same in one line, for names and titles.</summary>
    public static string Line(string? text) => WhiteSpace().Replace(Of(text), " ").Trim();

    // U+FFFE and U+FFFF are no characters, and XML refuses them.
    private static bool IsHarmless(Rune rune) => rune.Value is '\n' or '\t'
        || (rune.Value is not (0xFFFE or 0xFFFF) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate));

    // Control sequences (colours, cursor), then strings for the terminal (title, links, clipboard), then two-character ones.
    [GeneratedRegex(@"(?:\x1B\[|\x9B)[0-?]*[ -/]*[@-~]|(?:\x1B[\]PX^_]|[\x9D\x90\x98\x9E\x9F])[^\x07\x1B\x9C]*(?:\x07|\x1B\\|\x9C)|\x1B[ -/]*[0-~]")]
    private static partial Regex EscapeSequence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
