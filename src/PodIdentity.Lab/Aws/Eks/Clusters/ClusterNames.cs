using System.Text.RegularExpressions;
using PodIdentity.Lab.Aws.Eks.Protocol;

namespace PodIdentity.Lab.Aws.Eks.Clusters;

/// <summary>Finds the cluster that a call names.</summary>
internal static partial class ClusterNames
{
    public static EksCluster Require(EksState state, string name, string parameter = "clusterName")
    {
        if (!WellFormed().IsMatch(name))
        {
            throw EksError.InvalidParameter(
                $"The parameter {parameter} contains invalid characters. It should conform to the regular expression \"^[0-9A-Za-z][A-Za-z0-9-_]*\""
                + "In other words, it should start with a number or letter, and can contain numbers, letters, dashes, and underscores.");
        }

        if (name.Length > 100)
            throw EksError.InvalidParameter($"The parameter {parameter} should be at most 100 characters long.");
        return state.Find(name) ?? throw EksError.NotFound($"No cluster found for name: {name}.", name);
    }

    [GeneratedRegex(@"^[0-9A-Za-z][A-Za-z0-9\-_]*\z")]
    private static partial Regex WellFormed();
}
