using System.Diagnostics;
using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Policies;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Gives a role to a service account and waits until new pods get its credentials.</summary>
internal sealed class NewAssociation
{
    private readonly NewAssociationRequest _request;
    private readonly IOperationHost _host;
    private readonly AwsSession _aws;
    private readonly string _cluster;
    private readonly ClusterConnection? _connection;
    private readonly NewAssociationRoles _roles;
    private readonly Undo _undo;
    private readonly long _started = Stopwatch.GetTimestamp();

    private NewAssociation(NewAssociationRequest request, IOperationHost host, AwsSession aws, string cluster, ClusterConnection? connection)
    {
        (_request, _host, _aws, _cluster, _connection) = (request, host, aws, cluster, connection);
        _roles = new NewAssociationRoles(request, host, aws, cluster);
        _undo = new Undo(host);
    }

    private string Target => $"service account {_request.Namespace}/{_request.ServiceAccount} of cluster {_cluster}";

    public static async Task<Association?> RunAsync(NewAssociationRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        ClusterConnection.WarmUp();
        var reference = ClusterReference.Parse(request.ClusterName);
        request = Checked(request);
        using var aws = AwsSession.Open(request.Connection, host, reference.Region);

        // Without a wait and without a service account to make, EKS alone is needed: callers may have no access to the cluster.
        if (request.NoWait && !request.CreateServiceAccount && reference.Arn is null)
        {
            return await new NewAssociation(request, host, aws, reference.Name, null).ConvergeAsync(null, cancellationToken).ConfigureAwait(false);
        }

        var cluster = await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        using var connection = ClusterConnection.Open(request.Connection, aws, cluster, host);
        var wait = request.NoWait ? null : new NewAssociationWait(connection, host, reference.Name, cluster.IsAutoMode());
        return await new NewAssociation(request, host, aws, reference.Name, connection).ConvergeAsync(wait, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The request, with its policy in the form that is sent; what cannot be right is refused before the first request.</summary>
    private static NewAssociationRequest Checked(NewAssociationRequest request)
    {
        ObjectName.RequireNamespace(request.Namespace);
        ObjectName.RequireServiceAccount(request.ServiceAccount);
        if (request.RoleArn is { } arn)
        {
            RoleReference.RequireArn(arn, "RoleArn");
        }
        else if (request.RoleName is { } name)
        {
            RoleReference.RequireName(name);
        }
        else
        {
            throw new PodIdentityException("RoleMissing", ErrorKind.InvalidArgument, null, "No role was given.", "Give -RoleArn or -RoleName, or pipe a role in from New-PodIdentityRole.");
        }

        if (request.TargetRoleArn is { Length: > 0 } target)
        {
            RoleReference.RequireArn(target, "TargetRoleArn");
        }

        Tags.Require(request.Tag);
        if (request is { RestartWorkload: true, NoWait: true })
        {
            throw Errors.Invalid("RestartWorkload", "-RestartWorkload", "possible with -NoWait", "Leave -NoWait out: pods that start before the association is effective get no credentials.");
        }

        if (request.Policy is not { Length: > 0 } policy)
        {
            return request;
        }

        return request.DisableSessionTag == false ? throw SessionPolicy.NeedsDisabledTags(policy) : request with { Policy = SessionPolicy.Require(policy) };
    }

    private async Task<Association?> ConvergeAsync(NewAssociationWait? wait, CancellationToken cancellationToken)
    {
        // All reads come first.
        var finding = Associations.FindAsync(_aws, _cluster, _request.Namespace, _request.ServiceAccount, cancellationToken);
        var findingRole = _roles.FindAsync(cancellationToken);
        var findingAccount = HasServiceAccountAsync(cancellationToken);
        await Task.WhenAll(finding, findingRole, findingAccount).ConfigureAwait(false);
        var (found, role, hasAccount) = (await finding.ConfigureAwait(false), await findingRole.ConfigureAwait(false), await findingAccount.ConfigureAwait(false));
        var difference = await RequirePossibleAsync(found, role, cancellationToken).ConfigureAwait(false);

        (PodIdentityAssociation Association, Change Change)? outcome;
        try
        {
            hasAccount |= await EnsureServiceAccountAsync(hasAccount, cancellationToken).ConfigureAwait(false);
            outcome = found is null
                ? await CreateAsync(role, cancellationToken).ConfigureAwait(false)
                : await UpdateAsync(found, difference!, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw await TakeBackAsync(e, cancellationToken).ConfigureAwait(false);
        }

        if (outcome is not { } done)
        {
            return null;
        }

        // From here on the association stays, whatever comes: running the command again goes on from here.
        var effective = wait is null || hasAccount == false ? null : await wait.RunAsync(done.Association, _request.Timeout, cancellationToken).ConfigureAwait(false);
        if (_request.RestartWorkload)
        {
            await wait!.RestartAsync(_request, _aws, effective, cancellationToken).ConfigureAwait(false);
        }

        return done.Association.ToResult(_aws.Region) with { Effective = effective, Change = done.Change, Elapsed = Stopwatch.GetElapsedTime(_started) };
    }

    /// <summary>Refuses what could not work, or is not ours to change, before anything is written.</summary>
    /// <returns>What the existing association lacks; null without one.</returns>
    private async Task<AssociationDifference?> RequirePossibleAsync(PodIdentityAssociation? found, Amazon.IdentityManagement.Model.Role role, CancellationToken cancellationToken)
    {
        var wanted = AssociationSettings.Wanted(found, role.Arn, _request);
        if (wanted is { Policy: { } policy, DisableSessionTag: false })
        {
            throw string.IsNullOrEmpty(_request.Policy)
                ? Errors.Invalid("DisableSessionTag", "$false", "possible while the association has a session policy", "Take the policy away as well, with -Policy ''.")
                : SessionPolicy.NeedsDisabledTags(policy);
        }

        var difference = found is null ? null : new AssociationDifference(found, wanted, _request.Tag, role.CreateDate);
        if (difference is { Names.Count: > 0 })
        {
            RequireOurs(found!, difference, role.Arn);
        }

        _roles.RequireTrust(role, wanted);
        var isWritten = difference?.ChangesSettings != false;
        if (wanted.TargetRoleArn is not null && (isWritten || !string.IsNullOrEmpty(_request.TargetRoleArn)))
        {
            await _roles.RequireChainAsync(role, wanted, isWritten ? _host.WriteWarning : _host.WriteVerbose, cancellationToken).ConfigureAwait(false);
        }

        return difference;
    }

    private void RequireOurs(PodIdentityAssociation found, AssociationDifference difference, string roleArn)
    {
        if (found.OwnerArn is not null)
        {
            throw Associations.Owned(found, $"serviceAccount={found.ServiceAccount},roleArn={roleArn}");
        }

        if (difference.IsAnotherRole && !_request.Force)
        {
            throw new PodIdentityException(
                "AssociationExists", ErrorKind.ResourceExists, found.AssociationId,
                $"The {Target} is already associated with role {found.RoleArn} ({found.AssociationId}).",
                "Add -Force to replace the role, or remove the association first with Remove-PodIdentityAssociation.");
        }
    }

    /// <summary>Null when the cluster is not asked.</summary>
    private async Task<bool?> HasServiceAccountAsync(CancellationToken cancellationToken)
    {
        if (_connection is null)
        {
            return null;
        }

        return await ServiceAccounts.FindAsync(_connection.Client, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <returns>Whether it was created.</returns>
    private async Task<bool> EnsureServiceAccountAsync(bool? exists, CancellationToken cancellationToken)
    {
        if (exists != false)
        {
            return false;
        }

        var hasNamespace = await ServiceAccounts.HasNamespaceAsync(_connection!.Client, _request.Namespace, cancellationToken).ConfigureAwait(false);
        if (!_request.CreateServiceAccount)
        {
            _host.WriteWarning(hasNamespace == false
                ? $"There is no namespace '{_request.Namespace}' in cluster {_cluster} yet, and so no service account '{_request.ServiceAccount}' either. EKS allows that, but check the spelling: names are matched exactly."
                : $"There is no service account '{_request.ServiceAccount}' in namespace '{_request.Namespace}' yet. EKS allows that, but check the spelling: names are matched exactly. -CreateServiceAccount creates it.");
            return false;
        }

        if (hasNamespace == false)
        {
            throw ServiceAccounts.NamespaceNotFound(_request.Namespace);
        }

        if (!await _host.ShouldProcessAsync(Target, "Create the service account").ConfigureAwait(false))
        {
            return false;
        }

        // Not stopped half way: only its answer tells whether there is something to take back.
        var isMade = await ServiceAccounts.CreateAsync(_connection.Client, _request.Namespace, _request.ServiceAccount, CancellationToken.None).ConfigureAwait(false);
        if (isMade)
        {
            _undo.Add($"deleting {Target}", () => ServiceAccounts.DeleteAsync(_connection.Client, _request.Namespace, _request.ServiceAccount, CancellationToken.None));
        }

        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    private async Task<(PodIdentityAssociation, Change)?> CreateAsync(Amazon.IdentityManagement.Model.Role role, CancellationToken cancellationToken)
    {
        if (!await _host.ShouldProcessAsync(Target, $"Associate role {role.Arn}").ConfigureAwait(false))
        {
            return null;
        }

        var wanted = AssociationSettings.Wanted(null, role.Arn, _request);
        var request = new CreatePodIdentityAssociationRequest
        {
            ClusterName = _cluster,
            Namespace = _request.Namespace,
            ServiceAccount = _request.ServiceAccount,
            RoleArn = wanted.RoleArn,
            TargetRoleArn = wanted.TargetRoleArn,
            DisableSessionTags = _request.DisableSessionTag,
            Policy = wanted.Policy,
            Tags = Ownership.With(_request.Tag),
        };
        return await EventualConsistency.RetryAsync<(PodIdentityAssociation, Change)?>(
            _host,
            async () =>
            {
                try
                {
                    // Not stopped half way: only its answer tells whether there is something to take back.
                    var made = (await _aws.Eks.CreatePodIdentityAssociationAsync(request, CancellationToken.None).ConfigureAwait(false)).Association;
                    _undo.Add($"deleting association {made.AssociationId}", () => Associations.DeleteAsync(_aws, _cluster, made.AssociationId, CancellationToken.None));
                    cancellationToken.ThrowIfCancellationRequested();
                    return (made, PodIdentity.Change.Created);
                }
                catch (ResourceInUseException)
                {
                    // Somebody else was quicker; or it is the shadow of one just deleted, which passes.
                    if (await Associations.FindAsync(_aws, _cluster, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false) is not { } other)
                    {
                        throw;
                    }

                    var difference = await RequirePossibleAsync(other, role, cancellationToken).ConfigureAwait(false);
                    return await UpdateAsync(other, difference!, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<(PodIdentityAssociation, Change)?> UpdateAsync(PodIdentityAssociation found, AssociationDifference difference, CancellationToken cancellationToken)
    {
        if (difference.Names.Count == 0)
        {
            return (found, PodIdentity.Change.Unchanged);
        }

        if (!await _host.ShouldProcessAsync($"association {found.AssociationId} of {Target}", $"Change {string.Join(", ", difference.Names)}").ConfigureAwait(false))
        {
            return null;
        }

        await difference.ApplyTagsAsync(_aws, _undo, cancellationToken).ConfigureAwait(false);
        var updated = await EventualConsistency.RetryAsync(_host, () => difference.ApplySettingsAsync(_aws, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (difference.ChangesSettings && !_request.RestartWorkload)
        {
            _host.WriteWarning($"Pods of {Target} that run already keep their old credentials for up to six hours; restart them to have the change at once (Restart-PodIdentityWorkload).");
        }

        return (updated, PodIdentity.Change.Updated);
    }

    /// <summary>Takes back what was created here. The error that led here stays, and says so.</summary>
    private async Task<Exception> TakeBackAsync(Exception failure, CancellationToken cancellationToken)
    {
        var undone = await _undo.RunAsync().ConfigureAwait(false);
        if (!undone || cancellationToken.IsCancellationRequested)
        {
            return cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken) : failure;
        }

        var error = ErrorMapping.Map(failure, $"{_cluster}/{_request.Namespace}/{_request.ServiceAccount}");
        return new PodIdentityException(
            error.ErrorId["PodIdentity.".Length..], error.Kind, error.Target, error.Message + " What this command had done before has been taken back.", error.RecommendedAction, error.InnerException);
    }
}
