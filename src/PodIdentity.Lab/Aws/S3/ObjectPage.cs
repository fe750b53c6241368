using System.Text;

namespace PodIdentity.Lab.Aws.S3;

/// <summary>One page of a listing: objects, and the common prefixes that a delimiter folds others into.</summary>
internal sealed record ObjectPage(IReadOnlyList<StoredObject> Objects, IReadOnlyList<string> Prefixes, int MaxKeys, string? Next)
{
    public static ObjectPage Of(Bucket bucket, string prefix, string delimiter, int maxKeys, string after)
    {
        var entries = bucket.Objects
            .Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(item => (Name: Fold(item.Key, prefix, delimiter), Item: item))
            .DistinctBy(entry => entry.Name)
            .Where(entry => string.CompareOrdinal(entry.Name, after) > 0)
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Take(maxKeys + 1).ToList();
        var shown = entries.Take(maxKeys).ToList();
        return new ObjectPage(
            [.. shown.Where(entry => entry.Name == entry.Item.Key).Select(entry => entry.Item)],
            [.. shown.Where(entry => entry.Name != entry.Item.Key).Select(entry => entry.Name)],
            maxKeys,
            entries.Count > maxKeys && shown.Count > 0 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(shown[^1].Name)) : null);
    }

    public static string? ReadToken(string token)
    {
        var bytes = new byte[token.Length];
        return token.Length > 0 && Convert.TryFromBase64String(token, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : null;
    }

    private static string Fold(string key, string prefix, string delimiter)
    {
        var end = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        return end < 0 ? key : key[..(end + delimiter.Length)];
    }
}
