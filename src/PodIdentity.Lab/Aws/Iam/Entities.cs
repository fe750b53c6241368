using System.Collections.Immutable;
using System.Globalization;

namespace PodIdentity.Lab.Aws.Iam;

internal static class Entities
{
    /// <summary>Tag keys are not distinguished by case.</summary>
    public static readonly ImmutableSortedDictionary<string, string> NoTags = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of policies are.</summary>
    public static readonly ImmutableSortedDictionary<string, string> NoPolicies = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
}

/// <summary>A user or role: what policies are attached to. Every change makes a new record, so that older ones can still be seen.</summary>
internal abstract record Principal
{
    public required string Name { get; init; }

    public required string Path { get; init; }

    public required string Arn { get; init; }

    /// <summary><c>AROA…</c> or <c>AIDA…</c>; never used again.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset CreateDate { get; init; }

    public string? PermissionsBoundary { get; init; }

    public ImmutableSortedDictionary<string, string> Tags { get; init; } = Entities.NoTags;

    /// <summary>ARNs in the order of attachment.</summary>
    public ImmutableList<string> AttachedPolicies { get; init; } = [];

    /// <summary>Document by policy name.</summary>
    public ImmutableSortedDictionary<string, string> InlinePolicies { get; init; } = Entities.NoPolicies;
}

internal sealed record User : Principal;

internal sealed record Role : Principal
{
    public required string TrustPolicy { get; init; }

    public string? Description { get; init; }

    public int MaxSessionDuration { get; init; } = 3600;
}

internal sealed record ManagedPolicy
{
    public required string Name { get; init; }

    public required string Path { get; init; }

    public required string Arn { get; init; }

    /// <summary><c>ANPA…</c></summary>
    public required string Id { get; init; }

    public string? Description { get; init; }

    public required DateTimeOffset CreateDate { get; init; }

    public required DateTimeOffset UpdateDate { get; init; }

    public required ImmutableList<PolicyVersion> Versions { get; init; }

    public required string DefaultVersionId { get; init; }

    public ImmutableSortedDictionary<string, string> Tags { get; init; } = Entities.NoTags;

    public bool IsAwsManaged => Arn.StartsWith("arn:aws:iam::aws:", StringComparison.Ordinal);

    public string Document => Versions.First(version => version.Id == DefaultVersionId).Document;
}

internal sealed record PolicyVersion(string Id, string Document, DateTimeOffset CreateDate)
{
    public int Number => int.Parse(Id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
}

internal sealed record InstanceProfile(string Name, string Path, string Arn, string Id, DateTimeOffset CreateDate, string? RoleName);
