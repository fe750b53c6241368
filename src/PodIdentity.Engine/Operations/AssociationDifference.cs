using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Operations;

/// <summary>What of an association can be set.</summary>
/// <param name="RoleArn">The role.</param>
/// <param name="TargetRoleArn">The role that the first one goes on to assume, or null.</param>
/// <param name="DisableSessionTag">Whether the session tags are left out.</param>
/// <param name="Policy">Session policy, or null.</param>
internal sealed record AssociationSettings(string RoleArn, string? TargetRoleArn, bool DisableSessionTag, string? Policy)
{
    public static AssociationSettings Of(PodIdentityAssociation association) =>
        new(association.RoleArn, NullIfEmpty(association.TargetRoleArn), association.DisableSessionTags == true, NullIfEmpty(association.Policy));

    /// <summary>What is asked for; what is not asked for stays as it is. Empty takes a setting away.</summary>
    public static AssociationSettings Wanted(PodIdentityAssociation? found, string roleArn, NewAssociationRequest request) => new(
        roleArn,
        NullIfEmpty(request.TargetRoleArn ?? found?.TargetRoleArn),
        request.DisableSessionTag ?? found?.DisableSessionTags == true,
        NullIfEmpty(request.Policy ?? found?.Policy));

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

/// <summary>What an existing association lacks of what was asked for, and the way there.</summary>
internal sealed class AssociationDifference(PodIdentityAssociation found, AssociationSettings wanted, IReadOnlyDictionary<string, string> wantedTags, DateTime? roleCreated)
{
    private readonly AssociationSettings _is = AssociationSettings.Of(found);
    private readonly Dictionary<string, string> _missingTags = wantedTags.Where(t => found.Tags?.GetValueOrDefault(t.Key) != t.Value).ToDictionary();

    public bool IsAnotherRole => _is.RoleArn != wanted.RoleArn;

    /// <summary>Names of the parameters whose values differ.</summary>
    public IReadOnlyList<string> Names => [.. SettingNames(), .. _missingTags.Count > 0 ? ["Tag"] : Array.Empty<string>()];

    /// <summary>Whether credentials change, and not only tags.</summary>
    public bool ChangesSettings => SettingNames().Any();

    // A role that was deleted and made again under its name is another one, which the association does not know until it is set anew.
    private bool IsRoleMadeAnew => roleCreated?.ToUniversalTime() > found.ModifiedAt?.ToUniversalTime();

    /// <summary>Sets the tags that are missing.</summary>
    public async Task ApplyTagsAsync(AwsSession aws, Undo undo, CancellationToken cancellationToken)
    {
        if (_missingTags.Count == 0)
        {
            return;
        }

        var before = new Dictionary<string, string>(found.Tags ?? []);
        await aws.Eks.TagResourceAsync(new TagResourceRequest { ResourceArn = found.AssociationArn, Tags = _missingTags }, cancellationToken).ConfigureAwait(false);
        found.Tags = new Dictionary<string, string>(before.Where(t => !_missingTags.ContainsKey(t.Key)).Concat(_missingTags));
        undo.Add($"restoring the tags of association {found.AssociationId}", () => RestoreTagsAsync(aws, before));
    }

    /// <summary>Makes the settings what was asked for.</summary>
    public async Task<PodIdentityAssociation> ApplySettingsAsync(AwsSession aws, CancellationToken cancellationToken)
    {
        if (!ChangesSettings)
        {
            return found;
        }

        var response = await aws.Eks.UpdatePodIdentityAssociationAsync(
            new UpdatePodIdentityAssociationRequest
            {
                ClusterName = found.ClusterName,
                AssociationId = found.AssociationId,
                RoleArn = wanted.RoleArn,
                DisableSessionTags = wanted.DisableSessionTag,

                // An empty text takes away what is there.
                TargetRoleArn = wanted.TargetRoleArn ?? (_is.TargetRoleArn is null ? null : ""),
                Policy = wanted.Policy ?? (_is.Policy is null ? null : ""),
            },
            cancellationToken).ConfigureAwait(false);
        return response.Association;
    }

    private IEnumerable<string> SettingNames()
    {
        if (IsAnotherRole || IsRoleMadeAnew)
        {
            yield return "RoleArn";
        }

        if (_is.TargetRoleArn != wanted.TargetRoleArn)
        {
            yield return "TargetRoleArn";
        }

        if (_is.DisableSessionTag != wanted.DisableSessionTag)
        {
            yield return "DisableSessionTag";
        }

        if (!SessionPolicy.AreSame(_is.Policy, wanted.Policy))
        {
            yield return "Policy";
        }
    }

    private async Task RestoreTagsAsync(AwsSession aws, Dictionary<string, string> before)
    {
        if (_missingTags.Keys.Except(before.Keys).ToList() is { Count: > 0 } added)
        {
            await aws.Eks.UntagResourceAsync(new UntagResourceRequest { ResourceArn = found.AssociationArn, TagKeys = added }, CancellationToken.None).ConfigureAwait(false);
        }

        if (before.Where(t => _missingTags.ContainsKey(t.Key)).ToDictionary() is { Count: > 0 } changed)
        {
            await aws.Eks.TagResourceAsync(new TagResourceRequest { ResourceArn = found.AssociationArn, Tags = changed }, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
