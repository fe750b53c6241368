using System.Text.RegularExpressions;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Operations;

/// <summary>Refuses what IAM would refuse, or what could never work, before the first request.</summary>
internal static partial class NewRoleInput
{
    /// <returns>The trust that the role is to have.</returns>
    public static TrustWish Require(NewRoleRequest request)
    {
        RoleReference.RequireName(request.RoleName);
        Tags.Require(request.Tag);
        if (request.Description is { } description && !DescriptionPattern().IsMatch(description))
        {
            throw Errors.Invalid("Description", description, "a description of at most 1,000 printable characters of Latin-1", "Shorten -Description, or leave out what is not in Latin-1.");
        }

        if (request.Path is { } path && !PathPattern().IsMatch(path))
        {
            throw Errors.Invalid("Path", path, "a path", "Give -Path as /name/, or /name/name/, at most 512 characters, beginning and ending with a slash.");
        }

        if (request.MaxSessionDuration is { } seconds and not (>= 3600 and <= 43200))
        {
            throw Errors.Invalid("MaxSessionDuration", $"{seconds}", "between 3,600 and 43,200 seconds", "Give -MaxSessionDuration in seconds, one to twelve hours.");
        }

        foreach (var policy in request.ManagedPolicy)
        {
            ManagedPolicies.Require(policy);
        }

        if (request.PermissionsBoundary is { } boundary)
        {
            ManagedPolicies.Require(boundary, "PermissionsBoundary");
        }

        InlinePolicies.Require(request.InlinePolicy);
        var restriction = new TrustRestriction(request.RestrictToAccount, request.RestrictToCluster, request.RestrictToServiceAccount);
        return request.TrustPolicy switch
        {
            null => TrustWish.Of(restriction),
            { } document when restriction.IsNone => TrustWish.Of(document),
            { } document => throw Errors.Invalid("TrustPolicy", document, "possible beside -RestrictToAccount, -RestrictToCluster or -RestrictToServiceAccount", "Write the conditions into -TrustPolicy, or leave -TrustPolicy out."),
        };
    }

    [GeneratedRegex(@"\A[\t\n\r\x20-\x7e\u00a1-\u00ff]{0,1000}\z")]
    private static partial Regex DescriptionPattern();

    [GeneratedRegex(@"\A(/|/[\x21-\x7e]{1,510}/)\z")]
    private static partial Regex PathPattern();
}
