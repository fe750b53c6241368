using System.Runtime.CompilerServices;
using Amazon.EKS.Model;
using k8s;
using k8s.Models;
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
    private bool _associationStays = true;

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
        foreach (var removal in await RemoveProbePodsAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return removal;
        }

        PodIdentityAssociation? association = null;
        var ofAssociation = await StepAsync(RemovalKind.Association, Account, async () =>
        {
            association = await Associations.FindAsync(_aws, _cluster, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false);
            return await RemoveAssociationAsync(association, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        _associationStays = ofAssociation?.Result is not (RemovalResult.Removed or RemovalResult.NotFound);
        if (ofAssociation is not null)
        {
            yield return ofAssociation;
        }

        string?[] roleNames = [association is null ? null : RoleReference.NameOf(association.RoleArn), _request.RoleName];
        foreach (var roleName in roleNames.OfType<string>().Distinct())
        {
            if (await StepAsync(RemovalKind.Role, roleName, () => RemoveRoleAsync(roleName, cancellationToken), cancellationToken).ConfigureAwait(false) is { } ofRole)
            {
                yield return ofRole;
            }
        }

        if (await StepAsync(RemovalKind.ServiceAccount, Account, () => RemoveServiceAccountAsync(cancellationToken), cancellationToken).ConfigureAwait(false) is { } ofAccount)
        {
            yield return ofAccount;
        }

        if (_request.RemoveAgent
            && await StepAsync(RemovalKind.Agent, GetAgent.AddonName, () => RemoveAgentAsync(association?.AssociationId, cancellationToken), cancellationToken).ConfigureAwait(false) is { } ofAgent)
        {
            yield return ofAgent;
        }
    }

    private async Task<IReadOnlyList<Removal>> RemoveProbePodsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<V1Pod> pods = [];
        var unlisted = await StepAsync(RemovalKind.ProbePod, Account, async () =>
        {
            pods = await ProbePod.ListAsync(_client, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false);
            return null;
        }, cancellationToken).ConfigureAwait(false);
        if (unlisted is not null)
        {
            return [unlisted];
        }

        var removals = new List<Removal>();
        foreach (var pod in pods)
        {
            var name = $"{_request.Namespace}/{pod.Metadata.Name}";
            var removal = await StepAsync(
                RemovalKind.ProbePod, name,
                () => AskAsync(RemovalKind.ProbePod, name, "Delete the probe pod", () => ProbePod.DeleteAsync(_client, _request.Namespace, pod.Metadata.Name, cancellationToken)),
                cancellationToken).ConfigureAwait(false);
            if (removal is not null)
            {
                removals.Add(removal);
            }
        }

        return removals;
    }

    private async Task<Removal?> RemoveAssociationAsync(PodIdentityAssociation? association, CancellationToken cancellationToken)
    {
        if (association is null)
        {
            return new Removal(RemovalKind.Association, Account, RemovalResult.NotFound);
        }

        var id = association.AssociationId;
        return association.OwnerArn is { } owner
            ? new Removal(RemovalKind.Association, id, RemovalResult.Kept, $"It belongs to add-on {owner}; remove it there.")
            : await AskAsync(RemovalKind.Association, id, $"Delete the association of {Account} with {association.RoleArn}", async () =>
            {
                await Associations.DeleteAsync(_aws, _cluster, id, cancellationToken).ConfigureAwait(false);
                using var deadline = NewDeadline(cancellationToken);
                await Associations.WaitUntilGoneAsync(_aws, association, _host, deadline).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    private async Task<Removal?> RemoveRoleAsync(string roleName, CancellationToken cancellationToken)
    {
        if (_request.KeepRole)
        {
            return new Removal(RemovalKind.Role, roleName, RemovalResult.Kept, "-KeepRole was given.");
        }

        if (await NewRole.FindAsync(_aws, roleName, cancellationToken).ConfigureAwait(false) is not { } role)
        {
            return new Removal(RemovalKind.Role, roleName, RemovalResult.NotFound);
        }

        var removal = new RoleRemoval(_aws, role);
        if (await removal.WhyKeepAsync(_cluster, _request, cancellationToken).ConfigureAwait(false) is { } reason)
        {
            return new Removal(RemovalKind.Role, roleName, RemovalResult.Kept, reason);
        }

        var removed = await AskAsync(RemovalKind.Role, roleName, "Detach its policies and delete the role", UnlessInUse(() => removal.DeleteAsync(cancellationToken))).ConfigureAwait(false);
        return removal.WasGone ? new Removal(RemovalKind.Role, roleName, RemovalResult.NotFound) : removed;
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
        return pods.Items.FirstOrDefault(p => p.Spec.ServiceAccountName == _request.ServiceAccount && !p.IsProbe()) is { } user
            ? new Removal(RemovalKind.ServiceAccount, Account, RemovalResult.Kept, $"Pod {user.Metadata.Name} runs as it.")
            : await AskAsync(
                RemovalKind.ServiceAccount, Account, "Delete the service account",
                () => ServiceAccounts.DeleteAsync(_client, _request.Namespace, _request.ServiceAccount, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<Removal?> RemoveAgentAsync(string? removedId, CancellationToken cancellationToken)
    {
        var removal = new AgentRemoval(_aws, _host, _cluster);
        return await removal.FindAsync(cancellationToken).ConfigureAwait(false) is not { } addon
            ? new Removal(RemovalKind.Agent, GetAgent.AddonName, RemovalResult.NotFound)
            : await removal.WhyKeepAsync(addon, removedId, cancellationToken).ConfigureAwait(false) is { } reason
            ? new Removal(RemovalKind.Agent, GetAgent.AddonName, RemovalResult.Kept, reason)
            : await AskAsync(RemovalKind.Agent, GetAgent.AddonName, $"Delete the add-on of cluster {_cluster}", UnlessInUse(async () =>
            {
                using var deadline = NewDeadline(cancellationToken);
                await removal.DeleteAsync(deadline).ConfigureAwait(false);
            })).ConfigureAwait(false);
    }

    private Func<Task> UnlessInUse(Func<Task> remove) => () => _associationStays
        ? throw new PodIdentityException("InUse", ErrorKind.InvalidOperation, Account, $"The association of {Account}, which needs it, has not been removed.", "Remove the association first.")
        : remove();

    private Deadline NewDeadline(CancellationToken cancellationToken) => new(_request.Timeout ?? DefaultTimeout, cancellationToken);

    /// <summary>Asks and removes. Null when the host declined.</summary>
    private async Task<Removal?> AskAsync(RemovalKind kind, string name, string action, Func<Task> remove)
    {
        if (!await _host.ShouldProcessAsync($"{kind} {name}", action).ConfigureAwait(false))
        {
            return null;
        }

        await remove().ConfigureAwait(false);
        return new Removal(kind, name, RemovalResult.Removed);
    }

    /// <summary>One step. Its failure is an error record and a result, and does not keep the steps after it.</summary>
    private async Task<Removal?> StepAsync(RemovalKind kind, string name, Func<Task<Removal?>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var error = ErrorMapping.Map(e, name);
            _host.WriteError(error);
            return new Removal(kind, name, RemovalResult.Failed, $"{error.Message} {error.RecommendedAction}");
        }
    }
}
