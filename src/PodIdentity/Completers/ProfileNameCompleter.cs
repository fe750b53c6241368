namespace PodIdentity.Completers;

/// <summary>Offers the profiles of the shared AWS configuration files for -ProfileName.</summary>
public sealed class ProfileNameCompleter : LocalCompleter
{
    private protected override IReadOnlyCollection<string> FindValues()
    {
        var folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws");
        var config = Environment.GetEnvironmentVariable("AWS_CONFIG_FILE") ?? Path.Combine(folder, "config");
        var credentials = Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE") ?? Path.Combine(folder, "credentials");

        // A section is [profile NAME] or [default] in the one file, and [NAME] in the other.
        return Sections(config)
            .Where(section => section == "default" || section.StartsWith("profile ", StringComparison.Ordinal))
            .Select(section => section.Split(' ', 2)[^1].Trim())
            .Concat(Sections(credentials))
            .ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Sections(string file) => File.Exists(file)
        ? File.ReadLines(file)
            .Select(line => line.Trim())
            .Where(line => line.StartsWith('[') && line.EndsWith(']'))
            .Select(line => line[1..^1].Trim())
        : [];
}
