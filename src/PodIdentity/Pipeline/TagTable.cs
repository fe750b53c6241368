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

    private static string Text(object? value) => value is IEnumerable and not string
        ? throw new PodIdentityException("InvalidTag", ErrorKind.InvalidArgument, value, $"A {value.GetType().Name} is not a tag's key or value.", "Give tags as text: -Tag @{ team = 'data' }.")
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
