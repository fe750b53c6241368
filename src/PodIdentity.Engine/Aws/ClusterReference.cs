using System.Text.RegularExpressions;

namespace PodIdentity.Engine.Aws;

/// <summary>A cluster as a user names it: by name, or by ARN, which brings its region.</summary>
internal sealed partial record ClusterReference(string Name, string? Region, string? Arn = null)
{
    /// <summary>Reads a name or an ARN. Rule of EKS: 1 to 100 characters, letters, digits, hyphens, underscores, a letter or digit first.</summary>
    public static ClusterReference Parse(string value)
    {
        var arn = ArnPattern().Match(value);
        if (arn.Success)
        {
            return new ClusterReference(arn.Groups["name"].Value, arn.Groups["region"].Value, value);
        }

        if (NamePattern().IsMatch(value))
        {
            return new ClusterReference(value, null);
        }

        throw Errors.Invalid(
            "ClusterName",
            value,
            "a cluster name",
            "Give the name as `aws eks list-clusters` shows it (1 to 100 letters, digits, '-' or '_', starting with a letter or digit) or the cluster's ARN.");
    }

    [GeneratedRegex(@"\A[0-9A-Za-z][A-Za-z0-9_-]{0,99}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\Aarn:aws[a-z-]*:eks:(?<region>[a-z0-9-]+):[0-9]{12}:cluster/(?<name>[0-9A-Za-z][A-Za-z0-9_-]{0,99})\z")]
    private static partial Regex ArnPattern();
}
