using System.Net;
using Amazon.EKS.Model;
using k8s.Autorest;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>The part of an association that comes after EKS accepted it: new pods of the service account must be given credentials.</summary>
internal sealed class NewAssociationWait(ClusterConnection connection, IOperationHost host, string cluster, bool isAutoMode)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(3);

    /// <summary>True when new pods get credentials, false when there is no agent to give them any, null when it could not be checked.</summary>
    public async Task<bool?> RunAsync(PodIdentityAssociation association, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var account = $"service account {association.Namespace}/{association.ServiceAccount}";
        var activity = $"Waiting until the association of {account} of cluster {cluster} is effective";
        using var deadline = new Deadline(timeout ?? DefaultTimeout, cancellationToken);
        var seen = "nothing";
        try
        {
            await new Effectiveness(connection, host, association.Namespace, association.ServiceAccount).WaitAsync(
                text => host.WriteProgress(new OperationProgress(activity, seen = text, deadline.PercentUsed)),
                deadline.Token).ConfigureAwait(false);
            return await HasAgentAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Forbidden)
        {
            host.WriteWarning($"Whether association {association.AssociationId} is effective could not be checked: {Errors.Told(KubernetesErrors.MessageOf(e.Response.Content))}. "
                + $"The check is a dry run of a pod in namespace {association.Namespace} (`create` on `pods`; nothing is created). Wait some seconds before you start pods.");
            return null;
        }
        catch (Exception) when (deadline.HasPassed)
        {
            throw Errors.TimedOut(
                $"An effective association of {account}", association.AssociationArn, deadline.Timeout, seen,
                $"Association {association.AssociationId} stays. Run the command again to go on waiting, with a longer -TimeoutSec if need be; -NoWait does not wait.");
        }
        catch (OperationCanceledException)
        {
            host.WriteWarning($"Stopped while waiting: association {association.AssociationId} of {account} stays. Run the command again to go on waiting.");
            throw;
        }
        finally
        {
            host.WriteProgress(new OperationProgress(activity, "Done", 100, Completed: true));
        }
    }

    /// <summary>Restarts the workloads of pods that ran before. A restart that fails does not make the association any less: it is an error beside the result.</summary>
    public async Task RestartAsync(NewAssociationRequest request, AwsSession aws, bool? effective, CancellationToken cancellationToken)
    {
        var account = $"{request.Namespace}/{request.ServiceAccount}";
        if (effective != true)
        {
            host.WriteWarning($"No workload of service account {account} was restarted, because new pods may not get credentials yet. Run Restart-PodIdentityWorkload once they do.");
            return;
        }

        var restart = new RestartWorkloadsRequest
        {
            Connection = request.Connection, ClusterName = request.ClusterName, Timeout = request.Timeout, Namespace = request.Namespace, ServiceAccount = request.ServiceAccount,
        };
        try
        {
            await foreach (var workload in RestartWorkloads.RestartAsync(restart, host, aws, cluster, connection.Client, cancellationToken).ConfigureAwait(false))
            {
                if (workload.Reason is { } reason)
                {
                    host.WriteWarning($"{workload.Kind} {workload.Namespace}/{workload.Name} was not restarted: {reason}");
                }
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            host.WriteError(ErrorMapping.Map(e, $"{cluster}/{account}"));
        }
    }

    /// <summary>Injected variables lead nowhere without an agent on the nodes.</summary>
    private async Task<bool> HasAgentAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (isAutoMode || await AgentDaemonSet.FindAsync(connection.Client, cancellationToken).ConfigureAwait(false) is not null)
            {
                return true;
            }
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Forbidden)
        {
            host.WriteVerbose("Whether there is a Pod Identity agent could not be checked: it takes `list` on `daemonsets` of all namespaces.");
            return true;
        }

        host.WriteWarning($"Cluster {cluster} has no Pod Identity agent, so pods get no credentials yet. `Install-EksPodIdentityAgent -ClusterName {cluster}` installs it.");
        return false;
    }
}
