namespace PodIdentity.Help;

/// <summary>Plain text for a console of 80 columns.</summary>
internal static class TextLayout
{
    private const int Width = 79;

    /// <summary>Breaks each line at spaces; what goes on in the next one is indented by the overhang more. A word longer than the line stays whole.</summary>
    public static IEnumerable<string> Wrap(string text, int indent, int overhang = 0)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var depth = indent + paragraph.Length - paragraph.TrimStart().Length;
            var line = new string(' ', depth);
            var isEmpty = true;
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!isEmpty && line.Length + 1 + word.Length > Width)
                {
                    yield return line;
                    line = new string(' ', depth + overhang) + word;
                }
                else
                {
                    line += isEmpty ? word : " " + word;
                }

                isEmpty = false;
            }

            yield return line.TrimEnd();
        }
    }
}
