using Amazon.EKS;
using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Operations;

/// <summary>What is written to EKS to install, change or mend the add-on; each time the user is asked first.</summary>
internal sealed class InstallAgentWrites(InstallAgentRequest request, IOperationHost host, AwsSession aws, Cluster cluster, InstallAgentWait wait)
{
    /// <summary>Whether anything was written.</summary>
    public bool Any { get; private set; }

    /// <summary>The update under way, whose errors EKS keeps apart from the add-on's; null when there is none.</summary>
    public string? UpdateId { get; private set; }

    private string Target => $"add-on {GetAgent.AddonName} of cluster {cluster.Name}";

    /// <returns>False when the user declined.</returns>
    public async Task<bool> CreateAsync(string version, string? configuration, bool isLeaving, CancellationToken cancellationToken)
    {
        var once = isLeaving ? ", once its deletion by somebody else is over" : "";
        if (!await host.ShouldProcessAsync($"cluster {cluster.Name}", $"Install add-on {GetAgent.AddonName} {version}{With(configuration)}{once}").ConfigureAwait(false))
        {
            return false;
        }

        if (isLeaving)
        {
            await wait.UntilGoneAsync().ConfigureAwait(false);
        }

        await SendCreateAsync(version, configuration, Resolution(ConflictResolution.None), Ownership.With(new Dictionary<string, string>()), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Changes what is not null. What others changed in the cluster stays, unless the user wants it otherwise.</summary>
    /// <returns>False when the user declined.</returns>
    public async Task<bool> UpdateAsync(Addon addon, string? version, string? configuration, CancellationToken cancellationToken)
    {
        var what = version is null ? $"Change its configuration to {configuration}" : $"Change version from {addon.AddonVersion} to {version}{With(configuration)}";
        if (!await host.ShouldProcessAsync(Target, what).ConfigureAwait(false))
        {
            return false;
        }

        await SendUpdateAsync(version ?? addon.AddonVersion, configuration, Resolution(ConflictResolution.Preserve), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Updates the add-on in place, or replaces it where EKS allows no update. Its tags and, unless others are wanted, its configuration stay.</summary>
    /// <returns>False when the user declined.</returns>
    public async Task<bool> MendAsync(Addon addon, string version, string? configuration, CancellationToken cancellationToken)
    {
        if (addon.Status == AddonStatus.DELETE_FAILED)
        {
            return await ReplaceAsync(addon, version, configuration, cancellationToken).ConfigureAwait(false);
        }

        var resolution = Resolution(ConflictResolution.Overwrite);
        if (!await host.ShouldProcessAsync(Target, $"Mend it ({addon.Status.Value}): update to {version}{With(configuration)}, conflicts: {resolution.Value}").ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            await SendUpdateAsync(version, configuration, resolution, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonEKSException e) when (e is InvalidRequestException || (e is ResourceInUseException && e.Message.Contains("FAILED state", StringComparison.Ordinal)))
        {
            host.WriteVerbose($"EKS allows no update ({Errors.Told(e.Message)}); the add-on has to be replaced.");
            return await ReplaceAsync(addon, version, configuration, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> ReplaceAsync(Addon addon, string version, string? configuration, CancellationToken cancellationToken)
    {
        configuration ??= string.IsNullOrWhiteSpace(addon.ConfigurationValues) ? null : addon.ConfigurationValues;
        if (!await host.ShouldProcessAsync(Target, $"Mend it ({addon.Status.Value}): delete it and install {version} anew{With(configuration)}").ConfigureAwait(false))
        {
            return false;
        }

        await aws.Eks.DeleteAddonAsync(new DeleteAddonRequest { ClusterName = cluster.Name, AddonName = GetAgent.AddonName }, cancellationToken).ConfigureAwait(false);
        Any = true;
        await wait.UntilGoneAsync().ConfigureAwait(false);
        try
        {
            await SendCreateAsync(version, configuration, Resolution(ConflictResolution.Overwrite), addon.Tags ?? [], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            host.WriteWarning($"Add-on {GetAgent.AddonName} {addon.AddonVersion} of cluster {cluster.Name} was deleted, and not installed anew. Run the command again with -AddonVersion {version}{(configuration is null ? "" : $" -ConfigurationValues '{configuration}'")}.");
            throw;
        }

        return true;
    }

    private Task<CreateAddonResponse> SendCreateAsync(string version, string? configuration, ResolveConflicts resolution, Dictionary<string, string> tags, CancellationToken cancellationToken) =>
        SendAsync(version, () => aws.Eks.CreateAddonAsync(
            new CreateAddonRequest
            {
                ClusterName = cluster.Name,
                AddonName = GetAgent.AddonName,
                AddonVersion = version,
                ConfigurationValues = configuration,
                // EKS does not take Preserve here; what it would preserve, None does not touch either.
                ResolveConflicts = resolution == ResolveConflicts.PRESERVE ? ResolveConflicts.NONE : resolution,
                Tags = tags,
            },
            cancellationToken));

    private async Task SendUpdateAsync(string version, string? configuration, ResolveConflicts resolution, CancellationToken cancellationToken)
    {
        var response = await SendAsync(version, () => aws.Eks.UpdateAddonAsync(
            new UpdateAddonRequest
            {
                ClusterName = cluster.Name,
                AddonName = GetAgent.AddonName,
                AddonVersion = version,
                ConfigurationValues = configuration,
                ResolveConflicts = resolution,
            },
            cancellationToken)).ConfigureAwait(false);
        UpdateId = response.Update?.Id;
    }

    private async Task<T> SendAsync<T>(string version, Func<Task<T>> send)
    {
        try
        {
            var response = await send().ConfigureAwait(false);
            Any = true;
            return response;
        }
        catch (InvalidParameterException e) when (e.Message.Contains("ConfigurationValue", StringComparison.OrdinalIgnoreCase))
        {
            throw InstallAgentConfiguration.NotTaken("ConfigurationValues", e.Message, version, e);
        }
        catch (InvalidParameterException e) when (e.Message.Contains("version", StringComparison.OrdinalIgnoreCase))
        {
            throw InstallAgentVersion.NotOffered(version, cluster, [], e);
        }
    }

    private ResolveConflicts Resolution(ConflictResolution otherwise) => (request.ResolveConflict ?? otherwise) switch
    {
        ConflictResolution.Overwrite => ResolveConflicts.OVERWRITE,
        ConflictResolution.Preserve => ResolveConflicts.PRESERVE,
        _ => ResolveConflicts.NONE,
    };

    private static string With(string? configuration) => configuration is null ? "" : $" with configuration {configuration}";
}
