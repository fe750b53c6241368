using PodIdentity.Lab.Aws.Eks.Protocol;

namespace PodIdentity.Lab.Aws.Eks.Tags;

/// <summary>What a tag may be.</summary>
internal static class TagRules
{
    private const int Most = 50;
    private const int LongestKey = 128;
    private const int LongestValue = 256;

    /// <summary>Tags of a resource about to be made.</summary>
    public static IReadOnlyDictionary<string, string> OfNewResource(EksCall call)
    {
        var tags = call.Map("tags") ?? new Dictionary<string, string>();
        return Fault(tags, tags.Count) is { } fault ? throw EksError.InvalidParameter(fault) : tags;
    }

    /// <summary>What is wrong with tags that leave a resource with so many, or null.</summary>
    public static string? Fault(IReadOnlyDictionary<string, string> tags, int total)
    {
        if (total > Most)
            return $"The number of tags exceeds the maximum of {Most}.";
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > LongestKey)
                return $"Tag keys should be between 1 and {LongestKey} characters long.";
            if (value.Length > LongestValue)
                return $"Tag values should be at most {LongestValue} characters long.";
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                return "Tag keys starting with aws: are reserved for system use.";
        }

        return null;
    }
}
