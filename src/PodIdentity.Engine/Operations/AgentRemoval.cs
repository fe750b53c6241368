using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Decides whether the agent add-on may go, and removes it.</summary>
internal sealed class AgentRemoval(AwsSession aws, IOperationHost host, string cluster)
{
    /// <summary>The add-on, or null.</summary>
    public Task<Addon?> FindAsync(CancellationToken cancellationToken) => GetAgent.FindAddonAsync(aws, cluster, cancellationToken);

    /// <summary>Why the add-on has to stay, or null. Only one that this module installed and that no association needs goes.</summary>
    /// <param name="addon">The add-on.</param>
    /// <param name="removedId">The association that does not count, for it is being removed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<string?> WhyKeepAsync(Addon addon, string? removedId, CancellationToken cancellationToken)
    {
        if (!Ownership.IsOurs(addon.Tags))
        {
            return $"This module did not install it (it has no tag {Ownership.Tag}).";
        }

        await foreach (var user in Associations.ListAsync(aws, cluster, null, null, cancellationToken).ConfigureAwait(false))
        {
            if (user.AssociationId != removedId)
            {
                return $"Association {user.AssociationId} of {user.Namespace}/{user.ServiceAccount} needs it.";
            }
        }

        return null;
    }

    /// <summary>Deletes the add-on and waits until it is gone.</summary>
    public async Task DeleteAsync(Deadline deadline)
    {
        var activity = $"Removing {GetAgent.AddonName} from {cluster}";
        try
        {
            await aws.Eks.DeleteAddonAsync(new DeleteAddonRequest { ClusterName = cluster, AddonName = GetAgent.AddonName }, deadline.Token).ConfigureAwait(false);
            var backoff = Backoff.ForAws();
            while (await FindAsync(deadline.Token).ConfigureAwait(false) is { } addon)
            {
                host.WriteProgress(new OperationProgress(activity, addon.Status.Value, deadline.PercentUsed));
                await backoff.PauseAsync(deadline.Token).ConfigureAwait(false);
            }
        }
        catch (ResourceNotFoundException)
        {
            // Somebody was quicker.
        }
        catch (Exception) when (deadline.HasPassed)
        {
            throw Errors.TimedOut("The end of the add-on", GetAgent.AddonName, deadline.Timeout, "still there", "Run the command again later, with a longer -TimeoutSec if need be.");
        }
        finally
        {
            host.WriteProgress(new OperationProgress(activity, "Done", 100, Completed: true));
        }
    }
}
