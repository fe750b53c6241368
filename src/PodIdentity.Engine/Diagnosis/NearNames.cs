namespace PodIdentity.Engine.Diagnosis;

/// <summary>Finds names that a person may have meant: another case, or a letter or two apart.</summary>
internal static class NearNames
{
    /// <summary>Those that are nearly the name, the nearest first; never the name itself.</summary>
    public static IEnumerable<string> Find(string name, IEnumerable<string> others) => others.Distinct()
        .Where(other => other != name)
        .Select(other => (Name: other, Distance: Distance(name.ToUpperInvariant(), other.ToUpperInvariant())))
        // Two letters of a short name are another name.
        .Where(other => other.Distance <= Math.Min(2, Math.Max(name.Length, other.Name.Length) / 4))
        .OrderBy(other => other.Distance).ThenBy(other => other.Name, StringComparer.Ordinal)
        .Select(other => other.Name);

    // Levenshtein's: letters to insert, delete or replace.
    private static int Distance(string one, string other)
    {
        var previous = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var current = new int[other.Length + 1];
            current[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = previous[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
