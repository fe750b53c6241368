using System.Diagnostics;
using System.Net;
using Amazon.EKS.Model;
using Amazon.Runtime;
using k8s.Autorest;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Policies;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Gives a role to a service account and waits until new pods get its credentials.</summary>
internal sealed class NewAssociation
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(3);

    // How long IAM and EKS may take to see what was just made or deleted.
    private static readonly TimeSpan ConsistencyTimeout = TimeSpan.FromSeconds(60);

    private readonly NewAssociationRequest _request;
    private readonly IOperationHost _host;
    private readonly AwsSession _aws;
    private readonly string _cluster;
    private readonly ClusterConnection? _connection;
    private readonly bool _isAutoMode;
    private readonly long _started = Stopwatch.GetTimestamp();

    private NewAssociation(NewAssociationRequest request, IOperationHost host, AwsSession aws, string cluster, ClusterConnection? connection, bool isAutoMode = false)
    {
        (_request, _host, _aws, _cluster, _connection, _isAutoMode) = (request, host, aws, cluster, connection, isAutoMode);
    }

    private string Target => $"service account {_request.Namespace}/{_request.ServiceAccount} of cluster {_cluster}";

    public static async Task<Association?> RunAsync(NewAssociationRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        ClusterConnection.WarmUp();
        var reference = ClusterReference.Parse(request.ClusterName);
        Validate(request);
        using var aws = AwsSession.Open(request.Connection, host, reference.Region);

        // Without a wait and without a service account to make, EKS alone is needed: callers may have no access to the cluster.
        if (request.NoWait && !request.CreateServiceAccount && reference.Arn is null)
        {
            return await new NewAssociation(request, host, aws, reference.Name, null).ConvergeAsync(cancellationToken).ConfigureAwait(false);
        }

        var cluster = await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        using var connection = ClusterConnection.Open(request.Connection, aws, cluster, host);
        return await new NewAssociation(request, host, aws, reference.Name, connection, cluster.IsAutoMode()).ConvergeAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void Validate(NewAssociationRequest request)
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

        if (request.TargetRoleArn is { } target)
        {
            RoleReference.RequireArn(target, "TargetRoleArn");
        }

        if (request.Policy is { } policy)
        {
            SessionPolicy.Require(policy, withoutSessionTags: request.DisableSessionTag == true);
        }

        Tags.Require(request.Tag);
    }

    private async Task<Association?> ConvergeAsync(CancellationToken cancellationToken)
    {
        // All reads come first.
        var existing = Associations.FindAsync(_aws, _cluster, _request.Namespace, _request.ServiceAccount, cancellationToken);
        var role = RequireRoleAsync(cancellationToken);
        var hasAccount = HasServiceAccountAsync(cancellationToken);
        await Task.WhenAll(existing, role, hasAccount).ConfigureAwait(false);
        var roleArn = await role.ConfigureAwait(false);

        var madeAccount = await EnsureServiceAccountAsync(await hasAccount.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        (PodIdentityAssociation Association, Change Change)? outcome;
        try
        {
            outcome = await existing.ConfigureAwait(false) is { } found
                ? await UpdateAsync(found, roleArn, cancellationToken).ConfigureAwait(false)
                : await CreateAsync(roleArn, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (madeAccount)
        {
            _host.WriteVerbose($"Undoing: deleting {Target}.");
            await ServiceAccounts.DeleteAsync(_connection!.Client, _request.Namespace, _request.ServiceAccount, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        if (outcome is not { } done)
        {
            return null;
        }

        var accountExists = await hasAccount.ConfigureAwait(false) != false || madeAccount;
        var effective = await WaitUntilEffectiveAsync(done.Association, accountExists, cancellationToken).ConfigureAwait(false);
        return done.Association.ToResult(_aws.Region) with { Effective = effective, Change = done.Change, Elapsed = Stopwatch.GetElapsedTime(_started) };
    }

    /// <summary>The role's ARN; the role must exist and its trust policy must pass EKS's own check.</summary>
    private async Task<string> RequireRoleAsync(CancellationToken cancellationToken)
    {
        var name = _request.RoleArn is { } arn ? RoleReference.NameOf(arn) : _request.RoleName!;
        var role = await NewRole.FindAsync(_aws, name, cancellationToken).ConfigureAwait(false);
        if (role is null || (_request.RoleArn is not null && role.Arn != _request.RoleArn))
        {
            throw Errors.RoleNotFound(_request.RoleArn ?? name);
        }

        return TrustPolicy.AllowsPodIdentity(NewRole.TrustPolicyOf(role))
            ? role.Arn
            : throw new PodIdentityException(
                "RoleTrustMissing",
                ErrorKind.InvalidOperation,
                role.Arn,
                $"The trust policy of role '{name}' does not let {TrustPolicy.ServicePrincipal} do both sts:AssumeRole and sts:TagSession.",
                $"Run `New-PodIdentityRole {name} -Force`, which adds the statement and leaves all else in the policy.");
    }

    /// <summary>Null when the cluster is not asked.</summary>
    private async Task<bool?> HasServiceAccountAsync(CancellationToken cancellationToken) => _connection is null
        ? null
        : await ServiceAccounts.FindAsync(_connection.Client, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false) is not null;

    private async Task<bool> EnsureServiceAccountAsync(bool? exists, CancellationToken cancellationToken)
    {
        if (exists != false)
        {
            return false;
        }

        if (!_request.CreateServiceAccount)
        {
            _host.WriteWarning($"There is no service account '{_request.ServiceAccount}' in namespace '{_request.Namespace}' yet. EKS allows that, but check the spelling: names are matched exactly. -CreateServiceAccount creates it.");
            return false;
        }

        return await _host.ShouldProcessAsync(Target, "Create the service account").ConfigureAwait(false)
            && await ServiceAccounts.CreateAsync(_connection!.Client, _request.Namespace, _request.ServiceAccount, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(PodIdentityAssociation, Change)?> CreateAsync(string roleArn, CancellationToken cancellationToken)
    {
        if (!await _host.ShouldProcessAsync(Target, $"Associate role {roleArn}").ConfigureAwait(false))
        {
            return null;
        }

        var request = new CreatePodIdentityAssociationRequest
        {
            ClusterName = _cluster,
            Namespace = _request.Namespace,
            ServiceAccount = _request.ServiceAccount,
            RoleArn = roleArn,
            TargetRoleArn = _request.TargetRoleArn,
            DisableSessionTags = _request.DisableSessionTag,
            Policy = _request.Policy,
            Tags = Ownership.With(_request.Tag),
        };
        return await RetryConsistencyAsync<(PodIdentityAssociation, Change)?>(
            async token =>
            {
                try
                {
                    return ((await _aws.Eks.CreatePodIdentityAssociationAsync(request, token).ConfigureAwait(false)).Association, PodIdentity.Change.Created);
                }
                catch (ResourceInUseException)
                {
                    // Somebody else was quicker; or it is the shadow of one just deleted, which passes.
                    if (await Associations.FindAsync(_aws, _cluster, _request.Namespace, _request.ServiceAccount, token).ConfigureAwait(false) is { } other)
                    {
                        return await UpdateAsync(other, roleArn, token).ConfigureAwait(false);
                    }

                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<(PodIdentityAssociation, Change)?> UpdateAsync(PodIdentityAssociation found, string roleArn, CancellationToken cancellationToken)
    {
        var differences = AssociationDifference.Between(found, roleArn, _request);
        if (differences.Count == 0)
        {
            return (found, PodIdentity.Change.Unchanged);
        }

        if (found.OwnerArn is { } owner)
        {
            throw new PodIdentityException(
                "AssociationOwned", ErrorKind.InvalidOperation, found.AssociationId,
                $"The association of {Target} belongs to add-on {owner}, which alone may change it.",
                "Change it with `aws eks update-addon … --pod-identity-associations`, or choose another service account.");
        }

        if (found.RoleArn != roleArn && !_request.Force)
        {
            throw new PodIdentityException(
                "AssociationExists", ErrorKind.ResourceExists, found.AssociationId,
                $"The {Target} is already associated with role {found.RoleArn} ({found.AssociationId}).",
                "Add -Force to replace the role, or remove the association first.");
        }

        if (!await _host.ShouldProcessAsync($"association {found.AssociationId} of {Target}", $"Change {string.Join(", ", differences)}").ConfigureAwait(false))
        {
            return null;
        }

        var updated = await RetryConsistencyAsync(
            token => AssociationDifference.ApplyAsync(_aws, found, roleArn, _request, token),
            cancellationToken).ConfigureAwait(false);
        if (differences is not ["Tag"])
        {
            _host.WriteWarning($"Pods of {Target} that run already keep their old credentials for up to six hours; restart them to have the change at once.");
        }

        return (updated, PodIdentity.Change.Updated);
    }

    /// <summary>Retries exactly the errors by which a role, its trust or a deletion that is only moments old is not seen yet.</summary>
    private async Task<T> RetryConsistencyAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(ConsistencyTimeout, cancellationToken);
        var backoff = Backoff.ForAws();
        while (true)
        {
            try
            {
                return await call(cancellationToken).ConfigureAwait(false);
            }
            catch (AmazonServiceException e) when (IsNotSeenYet(e) && !deadline.HasPassed)
            {
                _host.WriteVerbose($"Not consistent yet ({e.Message}); trying again.");
                await backoff.PauseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsNotSeenYet(AmazonServiceException e) =>
        (e is InvalidParameterException && (e.Message.StartsWith("Role provided in the request does not exist", StringComparison.Ordinal) || e.Message.StartsWith("Trust policy of the role provided is invalid", StringComparison.Ordinal)))
        || (e is ResourceInUseException && e.Message.StartsWith("Association already exists", StringComparison.Ordinal));

    /// <summary>Injected variables lead nowhere without an agent on the nodes.</summary>
    private async Task<bool> HasAgentAsync(CancellationToken cancellationToken)
    {
        if (_isAutoMode || await AgentDaemonSet.FindAsync(_connection!.Client, cancellationToken).ConfigureAwait(false) is not null)
        {
            return true;
        }

        _host.WriteWarning($"Cluster {_cluster} has no Pod Identity agent, so pods get no credentials yet. `Install-EksPodIdentityAgent -ClusterName {_cluster}` installs it.");
        return false;
    }

    /// <summary>Null when it was not tried.</summary>
    private async Task<bool?> WaitUntilEffectiveAsync(PodIdentityAssociation association, bool accountExists, CancellationToken cancellationToken)
    {
        if (_request.NoWait || _connection is null || !accountExists)
        {
            return null;
        }

        var activity = $"Waiting until the association of {Target} is effective";
        using var deadline = new Deadline(_request.Timeout ?? DefaultTimeout, cancellationToken);
        var seen = "nothing";
        try
        {
            await new Effectiveness(_connection, _host, _request.Namespace, _request.ServiceAccount).WaitAsync(
                text => _host.WriteProgress(new OperationProgress(activity, seen = text, deadline.PercentUsed)),
                deadline.Token).ConfigureAwait(false);
            return await HasAgentAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Forbidden)
        {
            _host.WriteWarning($"Whether the association is effective could not be checked: {KubernetesErrors.MessageOf(e.Response.Content)}. It takes `create` on `pods` (a dry run; nothing is created). Wait some seconds before you start pods.");
            return null;
        }
        catch (Exception) when (deadline.HasPassed)
        {
            throw Errors.TimedOut(
                $"An effective association of {Target}", association.AssociationArn, deadline.Timeout, seen,
                "The association stays. Run the command again to go on waiting, with a longer -TimeoutSec if need be; -NoWait does not wait.");
        }
        finally
        {
            _host.WriteProgress(new OperationProgress(activity, "Done", 100, Completed: true));
        }
    }
}
