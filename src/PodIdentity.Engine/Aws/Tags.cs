namespace PodIdentity.Engine.Aws;

/// <summary>The rules for tags, which IAM and EKS share.</summary>
/// <seealso href="https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"/>
internal static class Tags
{
    // One of AWS's 50 is our own.
    private const int Most = 49;

    /// <summary>Refuses tags that AWS would refuse, before anything is written.</summary>
    public static void Require(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count > Most)
        {
            throw Invalid($"{tags.Count} tags", $"Give at most {Most} tags.");
        }

        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > 128 || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw Invalid(key, "A tag's key has 1 to 128 characters and does not start with aws:.");
            }

            if (key == Ownership.Tag && value != Ownership.Value)
            {
                throw Invalid(key, "This key marks what the module made; leave it out.");
            }

            if (value.Length > 256)
            {
                throw Invalid(value, $"A tag's value has at most 256 characters; that of '{key}' is longer.");
            }
        }
    }

    private static PodIdentityException Invalid(string value, string way) => Errors.Invalid("Tag", value, "possible as a tag", way);
}
