using System.Text.Json.Nodes;
using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Operations;

namespace PodIdentity.Engine.Diagnosis;

/// <summary>
/// The fixes that are safe to apply: they add what is missing for this service account and take nothing from anybody. Conditions that somebody wrote
/// into a trust policy, denials, keys, network policies and other people's objects stay as they are.
/// </summary>
internal sealed class RepairSteps(TestSetupRequest request, AwsSession aws, Cluster cluster, ClusterConnection connection, IOperationHost host)
{
    // By id: what each cause is, its link says.
    private static readonly Dictionary<string, Func<RepairSteps, IOperationHost, IReadOnlyList<Check>, CancellationToken, Task>> Known = new(StringComparer.Ordinal)
    {
        [nameof(Causes.AgentAbsent)] = (steps, host, _, cancel) => steps.InstallAgentAsync(host, cancel),
        [nameof(Causes.ServiceAccountMissing)] = (steps, host, _, cancel) => steps.CreateServiceAccountAsync(host, cancel),
        [nameof(Causes.RoleRecreated)] = (steps, host, _, cancel) => steps.RefreshAssociationAsync(host, cancel),
        [nameof(Causes.TrustPrincipalMissing)] = (steps, host, _, cancel) => steps.AddTrustAsync(host, cancel),
        [nameof(Causes.TrustOnlyWebIdentity)] = (steps, host, _, cancel) => steps.AddTrustAsync(host, cancel),
        [nameof(Causes.TrustTagSessionMissing)] = (steps, host, _, cancel) => steps.AddTrustAsync(host, cancel),
        [nameof(Causes.TrustAssumeRoleMissing)] = (steps, host, _, cancel) => steps.AddTrustAsync(host, cancel),
        [nameof(Causes.TargetRoleNotPermitted)] = (steps, host, _, cancel) => steps.PermitTargetAsync(host, cancel),
        [nameof(Causes.PermissionMissing)] = (steps, host, checks, cancel) => steps.PermitAsync(host, checks, cancel),
        [nameof(Causes.AssociationNotEffectiveYet)] = (steps, host, _, cancel) => steps.WaitUntilEffectiveAsync(host, cancel),
        [nameof(Causes.PodPredatesAssociation)] = (steps, host, _, cancel) => steps.RestartAsync(host, cancel),
        [nameof(Causes.PodFellBackToWebIdentity)] = (steps, host, _, cancel) => steps.RestartAsync(host, cancel),
        [nameof(Causes.PodNotInjected)] = (steps, host, _, cancel) => steps.RestartAsync(host, cancel),
    };

    private string Account => $"service account {request.Namespace}/{request.ServiceAccount} of cluster {cluster.Name}";

    /// <summary>Whether there is a safe fix for the cause.</summary>
    public static bool Mends(string causeId) => Known.ContainsKey(causeId);

    /// <summary>Applies the fix. Every write is asked for; true when one was agreed to.</summary>
    /// <param name="root">The root cause.</param>
    /// <param name="checks">All checks: several actions may lack at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool> ApplyAsync(Check root, IReadOnlyList<Check> checks, CancellationToken cancellationToken)
    {
        var asked = new RepairsHost(host);
        await Known[root.CauseId!](this, asked, [.. checks.Where(c => c.CauseId == root.CauseId && c.Status == CheckStatus.Failed)], cancellationToken).ConfigureAwait(false);
        return asked.HasAgreed;
    }

    private async Task InstallAgentAsync(IOperationHost host, CancellationToken cancellationToken) =>
        await InstallAgent.RunAsync(new InstallAgentRequest { Connection = request.Connection, ClusterName = request.ClusterName, Timeout = request.Timeout }, host, cancellationToken).ConfigureAwait(false);

    private async Task CreateServiceAccountAsync(IOperationHost host, CancellationToken cancellationToken)
    {
        if (await host.ShouldProcessAsync(Account, "Create").ConfigureAwait(false))
        {
            await ServiceAccounts.CreateAsync(connection.Client, request.Namespace, request.ServiceAccount, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>An association keeps to the role that it was made with, by its hidden id; naming the role once more takes up the new one.</summary>
    private async Task RefreshAssociationAsync(IOperationHost host, CancellationToken cancellationToken)
    {
        var association = await RequireAssociationAsync(cancellationToken).ConfigureAwait(false);
        if (association.OwnerArn is { Length: > 0 })
        {
            throw Associations.Owned(association, $"serviceAccount={association.ServiceAccount},roleArn={association.RoleArn}");
        }

        if (await host.ShouldProcessAsync($"association {association.AssociationId} of {Account}", $"Give it role {association.RoleArn} anew").ConfigureAwait(false))
        {
            await aws.Eks.UpdatePodIdentityAssociationAsync(
                new UpdatePodIdentityAssociationRequest { ClusterName = cluster.Name, AssociationId = association.AssociationId, RoleArn = association.RoleArn }, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AddTrustAsync(IOperationHost host, CancellationToken cancellationToken)
    {
        var association = await RequireAssociationAsync(cancellationToken).ConfigureAwait(false);
        await NewRole.RunAsync(Role(association) with { Force = true }, host, cancellationToken).ConfigureAwait(false);
    }

    private async Task PermitTargetAsync(IOperationHost host, CancellationToken cancellationToken)
    {
        var association = await RequireAssociationAsync(cancellationToken).ConfigureAwait(false);
        string[] actions = association.DisableSessionTags == true ? ["sts:AssumeRole"] : ["sts:AssumeRole", "sts:TagSession"];
        await PutAsync(association, new() { [PolicyName("assume-" + RoleReference.NameOf(association.TargetRoleArn))] = Allow(actions, association.TargetRoleArn) }, host, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One inline policy for each action that was asked for: putting one never replaces another.</summary>
    private async Task PermitAsync(IOperationHost host, IReadOnlyList<Check> denied, CancellationToken cancellationToken)
    {
        var association = await RequireAssociationAsync(cancellationToken).ConfigureAwait(false);
        if (association.TargetRoleArn is { Length: > 0 } target)
        {
            host.WriteWarning($"What target role {target} lacks is not mended by -Fix: that role is shared with others. Fix of the check says what to do.");
            return;
        }

        var policies = denied.Select(c => c.Target!).Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(action => PolicyName(action.Replace(':', '-')), action => Allow([action], "*"));
        await PutAsync(association, policies, host, cancellationToken).ConfigureAwait(false);
    }

    private async Task PutAsync(PodIdentityAssociation association, Dictionary<string, string> policies, IOperationHost host, CancellationToken cancellationToken)
    {
        foreach (var (name, document) in policies)
        {
            host.WriteVerbose($"Inline policy {name} for role {RoleReference.NameOf(association.RoleArn)}: {document}");
        }

        await NewRole.RunAsync(Role(association) with { InlinePolicy = policies }, host, cancellationToken).ConfigureAwait(false);
    }

    private async Task WaitUntilEffectiveAsync(IOperationHost host, CancellationToken cancellationToken)
    {
        var association = await RequireAssociationAsync(cancellationToken).ConfigureAwait(false);
        if (await host.ShouldProcessAsync(Account, "Wait until its association is effective").ConfigureAwait(false))
        {
            await new NewAssociationWait(connection, host, cluster.Name, cluster.IsAutoMode()).RunAsync(association, request.Timeout, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RestartAsync(IOperationHost host, CancellationToken cancellationToken)
    {
        var restart = new RestartWorkloadsRequest
        {
            Connection = request.Connection, ClusterName = request.ClusterName, Namespace = request.Namespace, ServiceAccount = request.ServiceAccount, Timeout = request.Timeout,
        };
        await foreach (var workload in RestartWorkloads.RunAsync(restart, host, cancellationToken).ConfigureAwait(false))
        {
            if (workload is { StalePods: > 0, Reason: { } reason })
            {
                host.WriteWarning($"{workload.Kind} {workload.Namespace}/{workload.Name}: {reason}");
            }
        }
    }

    private NewRoleRequest Role(PodIdentityAssociation association) =>
        new() { Connection = request.Connection, RoleName = RoleReference.NameOf(association.RoleArn), Timeout = request.Timeout };

    private async Task<PodIdentityAssociation> RequireAssociationAsync(CancellationToken cancellationToken) =>
        await Associations.FindAsync(aws, cluster.Name, request.Namespace, request.ServiceAccount, cancellationToken).ConfigureAwait(false)
        ?? throw Errors.AssociationNotFound(cluster.Name, $"{request.Namespace}/{request.ServiceAccount}");

    private static string PolicyName(string what) => ("podidentity-" + what) is { Length: > 128 } name ? name[..128] : "podidentity-" + what;

    private static string Allow(string[] actions, string resource) => new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Action"] = new JsonArray([.. actions.Select(a => JsonValue.Create(a))]), ["Resource"] = resource }),
    }.ToJsonString();
}
