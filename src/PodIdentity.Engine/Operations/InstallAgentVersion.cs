using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Operations;

/// <summary>Which version of the add-on the user wants: <c>Latest</c>, <c>Default</c>, a version, or its beginning.</summary>
internal sealed partial class InstallAgentVersion
{
    private readonly string? _typed;

    private InstallAgentVersion(string? typed) => _typed = typed;

    /// <summary>Whether the user asked for any.</summary>
    public bool IsGiven => _typed is not null;

    private bool IsLatest => string.Equals(_typed, "Latest", StringComparison.OrdinalIgnoreCase);

    private bool IsDefault => _typed is null || string.Equals(_typed, "Default", StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses what cannot be a version. Null: the default for a new add-on, none for an installed one.</summary>
    public static InstallAgentVersion Parse(string? typed)
    {
        var version = new InstallAgentVersion(typed is not null && char.IsAsciiDigit(typed[0]) ? "v" + typed : typed);
        return version.IsDefault || version.IsLatest || Pattern().IsMatch(version._typed!)
            ? version
            : throw Errors.Invalid("AddonVersion", typed!, "a version of an add-on", "Give -AddonVersion as Latest, Default, a version such as v1.3.10-eksbuild.2, or its beginning such as v1.3.10.");
    }

    /// <summary>Whether the installed version is what was asked for, to the letter.</summary>
    public bool IsExactly(string installed) => _typed == installed;

    /// <summary>The version that EKS offers for the cluster's Kubernetes version and that was asked for.</summary>
    public async Task<string> ChooseAsync(AwsSession aws, Cluster cluster, CancellationToken cancellationToken)
    {
        var offered = await ListAsync(aws, cluster, cancellationToken).ConfigureAwait(false);
        if (offered.Count == 0)
        {
            throw new PodIdentityException(
                "AddonNotSupported", ErrorKind.InvalidOperation, cluster.Name,
                $"EKS offers no version of {GetAgent.AddonName} for Kubernetes {cluster.Version} of cluster '{cluster.Name}'.",
                "Upgrade the cluster to a version with EKS Pod Identity (1.24 or later).");
        }

        var chosen = IsLatest ? offered[0]
            : IsDefault ? offered.Find(v => IsDefaultOf(v, cluster.Version)) ?? offered[0]
            : offered.Find(v => v.AddonVersion == _typed) ?? offered.Find(v => v.AddonVersion.StartsWith(_typed!, StringComparison.Ordinal) && ".-".Contains(v.AddonVersion[_typed!.Length], StringComparison.Ordinal));
        return chosen?.AddonVersion ?? throw NotOffered(_typed!, cluster, offered.Select(v => v.AddonVersion));
    }

    /// <summary>Versions by age; the part after <c>-eksbuild.</c> counts last. What is no version is older than all.</summary>
    public static int Compare(string left, string right) => Number(left).CompareTo(Number(right));

    /// <summary>EKS does not offer the version.</summary>
    public static PodIdentityException NotOffered(string version, Cluster cluster, IEnumerable<string> offered, Exception? cause = null) => new(
        "AddonVersionNotFound",
        ErrorKind.InvalidArgument,
        version,
        $"EKS does not offer version '{Errors.Shown(version)}' of {GetAgent.AddonName} for Kubernetes {cluster.Version}.",
        string.Join(", ", offered) is { Length: > 0 } names
            ? $"Give -AddonVersion as one of {names}; or Latest, or Default."
            : "Give -AddonVersion Latest or Default.",
        cause);

    /// <summary>The newest first.</summary>
    private static async Task<List<AddonVersionInfo>> ListAsync(AwsSession aws, Cluster cluster, CancellationToken cancellationToken)
    {
        var offered = new List<AddonVersionInfo>();
        var request = new DescribeAddonVersionsRequest { AddonName = GetAgent.AddonName, KubernetesVersion = cluster.Version };
        try
        {
            do
            {
                var page = await aws.Eks.DescribeAddonVersionsAsync(request, cancellationToken).ConfigureAwait(false);
                offered.AddRange((page.Addons ?? []).Where(a => a.AddonName == GetAgent.AddonName).SelectMany(a => a.AddonVersions ?? []));
                request.NextToken = page.NextToken;
            }
            while (!string.IsNullOrEmpty(request.NextToken));
        }
        catch (InvalidParameterException e) when (e.Message.Contains("is not supported in", StringComparison.Ordinal))
        {
            // EKS's way to say that this Kubernetes version has none.
        }

        return [.. offered
            .Where(v => v.Compatibilities?.Exists(c => c.ClusterVersion == cluster.Version) == true)
            .OrderByDescending(v => Number(v.AddonVersion))];
    }

    private static bool IsDefaultOf(AddonVersionInfo version, string kubernetesVersion) =>
        version.Compatibilities.Exists(c => c.ClusterVersion == kubernetesVersion && c.DefaultVersion == true);

    private static Version Number(string version)
    {
        var parts = Pattern().Match(version);
        return parts.Success ? new Version(Part("major"), Part("minor"), Part("patch"), Part("build")) : new Version(0, 0, 0, 0);

        int Part(string name) => int.TryParse(parts.Groups[name].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    [GeneratedRegex(@"\Av(?<major>\d+)(\.(?<minor>\d+)(\.(?<patch>\d+)(-eksbuild(\.(?<build>\d+))?)?)?)?\z")]
    private static partial Regex Pattern();
}
