using System.Runtime.CompilerServices;
using Amazon.EKS.Model;
using k8s;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Takes the set-up of a service account away: probe pods, association, role, and on request service account and agent.</summary>
internal sealed class RemoveSetup
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    private readonly RemoveSetupRequest _request;
    private readonly IOperationHost _host;
    private readonly AwsSession _aws;
    private readonly string _cluster;
    private readonly IKubernetes _client;

    // Declined, kept or failed: then what it uses must stay, though a what-if run shows the whole plan.
    private bool _associationStays;

    private RemoveSetup(RemoveSetupRequest request, IOperationHost host, AwsSession aws, string cluster, IKubernetes client)
    {
        (_request, _host, _aws, _cluster, _client) = (request, host, aws, cluster, client);
    }

    private string Account => $"{_request.Namespace}/{_request.ServiceAccount}";

    public static async IAsyncEnumerable<Removal> RunAsync(RemoveSetupRequest request, IOperationHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ClusterConnection.WarmUp();
        var reference = ClusterReference.Parse(request.ClusterName);
        ObjectName.RequireNamespace(request.Namespace);
        ObjectName.RequireServiceAccount(request.ServiceAccount);
        if (request.RoleName is { } name)
        {
            RoleReference.RequireName(name);
        }

        using var aws = AwsSession.Open(request.Connection, host, reference.Region);
        var cluster = await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        using var connection = ClusterConnection.Open(request.Connection, aws, cluster, host);
        var operation = new RemoveSetup(request, host, aws, reference.Name, connection.Client);
        await foreach (var removal in operation.RemoveAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return removal;
        }
    }

    // In this order nothing is left that uses what is removed next.
    private async IAsyncEnumerable<Removal> RemoveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var pod in await ProbePod.ListAsync(_client, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false))
        {
            var name = pod.Metadata.Name;
            if (await AttemptAsync(RemovalKind.ProbePod, $"{_request.Namespace}/{name}", "Delete the probe pod", token => ProbePod.DeleteAsync(_client, _request.Namespace, name, token), cancellationToken).ConfigureAwait(false) is { } removal)
            {
                yield return removal;
            }
        }

        var association = await Associations.FindAsync(_aws, _cluster, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false);
        var ofAssociation = await RemoveAssociationAsync(association, cancellationToken).ConfigureAwait(false);
        _associationStays = ofAssociation?.Result is not (RemovalResult.Removed or RemovalResult.NotFound);
        if (ofAssociation is not null)
        {
            yield return ofAssociation;
        }

        string?[] roleNames = [association is null ? null : RoleReference.NameOf(association.RoleArn), _request.RoleName];
        foreach (var roleName in roleNames.OfType<string>().Distinct())
        {
            if (await RemoveRoleAsync(roleName, cancellationToken).ConfigureAwait(false) is { } ofRole)
            {
                yield return ofRole;
            }
        }

        if (await RemoveServiceAccountAsync(cancellationToken).ConfigureAwait(false) is { } ofAccount)
        {
            yield return ofAccount;
        }

        if (_request.RemoveAgent && await RemoveAgentAsync(association?.AssociationId, cancellationToken).ConfigureAwait(false) is { } ofAgent)
        {
            yield return ofAgent;
        }
    }

    private async Task<Removal?> RemoveAssociationAsync(PodIdentityAssociation? association, CancellationToken cancellationToken)
    {
        if (association is null)
        {
            return new Removal(RemovalKind.Association, Account, RemovalResult.NotFound);
        }

        return association.OwnerArn is { } owner
            ? new Removal(RemovalKind.Association, association.AssociationId, RemovalResult.Kept, $"It belongs to add-on {owner}; remove it there.")
            : await AttemptAsync(
                RemovalKind.Association, association.AssociationId, $"Delete the association of {Account} with {association.RoleArn}",
                token => DeleteAssociationAsync(association, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task DeleteAssociationAsync(PodIdentityAssociation association, CancellationToken cancellationToken)
    {
        try
        {
            await _aws.Eks.DeletePodIdentityAssociationAsync(
                new DeletePodIdentityAssociationRequest { ClusterName = _cluster, AssociationId = association.AssociationId }, cancellationToken).ConfigureAwait(false);
        }
        catch (ResourceNotFoundException)
        {
            // Somebody was quicker.
        }

        using var deadline = NewDeadline(cancellationToken);
        var backoff = Backoff.ForAws();
        while (await Associations.FindAsync(_aws, _cluster, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false) is { } still
            && still.AssociationId == association.AssociationId)
        {
            if (deadline.HasPassed)
            {
                throw Errors.TimedOut("The end of the association", association.AssociationId, deadline.Timeout, "still listed", "Run the command again later.");
            }

            _host.WriteVerbose($"Association {association.AssociationId} is still listed; waiting.");
            await backoff.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Removal?> RemoveRoleAsync(string roleName, CancellationToken cancellationToken)
    {
        if (await NewRole.FindAsync(_aws, roleName, cancellationToken).ConfigureAwait(false) is not { } role)
        {
            return new Removal(RemovalKind.Role, roleName, RemovalResult.NotFound);
        }

        var decommission = new RoleRemoval(_aws, role);
        var reason = await decommission.WhyKeepAsync(_cluster, _request, cancellationToken).ConfigureAwait(false);
        return reason is not null
            ? new Removal(RemovalKind.Role, roleName, RemovalResult.Kept, reason)
            : await AttemptAsync(RemovalKind.Role, roleName, "Detach its policies and delete the role", token => UnlessInUse(decommission.DeleteAsync, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task<Removal?> RemoveServiceAccountAsync(CancellationToken cancellationToken)
    {
        if (await ServiceAccounts.FindAsync(_client, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false) is not { } account)
        {
            return _request.RemoveServiceAccount ? new Removal(RemovalKind.ServiceAccount, Account, RemovalResult.NotFound) : null;
        }

        if (!_request.RemoveServiceAccount)
        {
            return account.IsOurs() ? new Removal(RemovalKind.ServiceAccount, Account, RemovalResult.Kept, "Add -RemoveServiceAccount to remove it too.") : null;
        }

        if (!account.IsOurs())
        {
            return new Removal(RemovalKind.ServiceAccount, Account, RemovalResult.Kept, $"This module did not create it (it has no label {Ownership.Label}={Ownership.Value}).");
        }

        var pods = await _client.CoreV1.ListNamespacedPodAsync(_request.Namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
        var user = pods.Items.FirstOrDefault(p => p.Spec.ServiceAccountName == _request.ServiceAccount && !p.IsProbe());
        return user is not null
            ? new Removal(RemovalKind.ServiceAccount, Account, RemovalResult.Kept, $"Pod {user.Metadata.Name} runs as it.")
            : await AttemptAsync(
                RemovalKind.ServiceAccount, Account, "Delete the service account",
                token => ServiceAccounts.DeleteAsync(_client, _request.Namespace, _request.ServiceAccount, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task<Removal?> RemoveAgentAsync(string? removedId, CancellationToken cancellationToken)
    {
        if (await GetAgent.FindAddonAsync(_aws, _cluster, cancellationToken).ConfigureAwait(false) is not { } addon)
        {
            return new Removal(RemovalKind.Agent, GetAgent.AddonName, RemovalResult.NotFound);
        }

        if (!Ownership.IsOurs(addon.Tags))
        {
            return new Removal(RemovalKind.Agent, GetAgent.AddonName, RemovalResult.Kept, $"This module did not install it (it has no tag {Ownership.Tag}).");
        }

        var user = await FindAssociationAsync(a => a.AssociationId != removedId, cancellationToken).ConfigureAwait(false);
        return user is not null ? NeededBy(user) : await AttemptAsync(RemovalKind.Agent, GetAgent.AddonName, $"Delete the add-on of cluster {_cluster}", token => UnlessInUse(DeleteAgentAsync, token), cancellationToken).ConfigureAwait(false);
    }

    private static Removal NeededBy(PodIdentityAssociationSummary user) =>
        new(RemovalKind.Agent, GetAgent.AddonName, RemovalResult.Kept, $"Association {user.AssociationId} of {user.Namespace}/{user.ServiceAccount} needs it.");

    private async Task<PodIdentityAssociationSummary?> FindAssociationAsync(Predicate<PodIdentityAssociationSummary> counts, CancellationToken cancellationToken)
    {
        await foreach (var association in Associations.ListAsync(_aws, _cluster, null, null, cancellationToken).ConfigureAwait(false))
        {
            if (counts(association))
            {
                return association;
            }
        }

        return null;
    }

    private async Task DeleteAgentAsync(CancellationToken cancellationToken)
    {
        await _aws.Eks.DeleteAddonAsync(new DeleteAddonRequest { ClusterName = _cluster, AddonName = GetAgent.AddonName }, cancellationToken).ConfigureAwait(false);
        using var deadline = NewDeadline(cancellationToken);
        var backoff = Backoff.ForAws();
        while (await GetAgent.FindAddonAsync(_aws, _cluster, cancellationToken).ConfigureAwait(false) is { } addon)
        {
            if (deadline.HasPassed)
            {
                throw Errors.TimedOut("The end of the add-on", GetAgent.AddonName, deadline.Timeout, addon.Status.Value, "Run the command again later.");
            }

            _host.WriteProgress(new OperationProgress($"Removing {GetAgent.AddonName} from {_cluster}", addon.Status.Value, deadline.PercentUsed));
            await backoff.PauseAsync(cancellationToken).ConfigureAwait(false);
        }

        _host.WriteProgress(new OperationProgress($"Removing {GetAgent.AddonName} from {_cluster}", "Done", 100, Completed: true));
    }

    private Task UnlessInUse(Func<CancellationToken, Task> remove, CancellationToken cancellationToken) => _associationStays
        ? throw new PodIdentityException("InUse", ErrorKind.InvalidOperation, Account, $"The association of {Account}, which needs it, has not been removed.", "Remove the association first.")
        : remove(cancellationToken);

    private Deadline NewDeadline(CancellationToken cancellationToken) => new(_request.Timeout ?? DefaultTimeout, cancellationToken);

    /// <summary>Asks, removes and reports. One thing that cannot be removed does not keep the rest. Null when the host declined.</summary>
    private async Task<Removal?> AttemptAsync(RemovalKind kind, string name, string action, Func<CancellationToken, Task> remove, CancellationToken cancellationToken)
    {
        if (!await _host.ShouldProcessAsync($"{kind} {name}", action).ConfigureAwait(false))
        {
            return null;
        }

        try
        {
            await remove(cancellationToken).ConfigureAwait(false);
            return new Removal(kind, name, RemovalResult.Removed);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var error = ErrorMapping.Map(e, name);
            return new Removal(kind, name, RemovalResult.Failed, $"{error.Message} {error.RecommendedAction}");
        }
    }
}
