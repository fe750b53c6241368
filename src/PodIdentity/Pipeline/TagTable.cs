using System.Collections;
using System.Globalization;

namespace PodIdentity.Pipeline;

/// <summary>Tags as PowerShell users write them, <c>@{ team = 'data' }</c>, and as the engine takes them.</summary>
internal static class TagTable
{
    public static IReadOnlyDictionary<string, string> Read(Hashtable? table)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table ?? [])
            tags[Text(entry.Key)] = Text(entry.Value);
        return tags;
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
