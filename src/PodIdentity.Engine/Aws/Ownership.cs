namespace PodIdentity.Engine.Aws;

/// <summary>How this module marks what it made, so that it removes nothing else.</summary>
internal static class Ownership
{
    /// <summary>Tag of roles, associations and add-ons.</summary>
    public const string Tag = "podidentity/managed-by";

    /// <summary>Value of the tag, and of the label <see cref="Label"/>.</summary>
    public const string Value = "PodIdentity";

    /// <summary>Label of Kubernetes objects.</summary>
    public const string Label = "app.kubernetes.io/managed-by";

    /// <summary>The user's tags and ours.</summary>
    public static Dictionary<string, string> With(IReadOnlyDictionary<string, string> tags) => new(tags) { [Tag] = Value };

    /// <summary>Whether the tags are of something this module made.</summary>
    public static bool IsOurs(IReadOnlyDictionary<string, string>? tags) => tags is not null && tags.GetValueOrDefault(Tag) == Value;
}
