using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Restarts the workloads of a service account whose pods do not have what its association gives, and waits until the new pods run.</summary>
/// <remarks>
/// <para>Running pods never pick an association up. A pod is stale, and its workload is restarted, in two cases. One: a container lacks the
/// credential variables that new pods are given; containers that annotation eks.amazonaws.com/skip-containers names, or that set such a variable
/// themselves, do not count. Two: the pod is older than the last change of its association. Such a pod has the variables, and would be
/// given the new role by itself at last, but agent and SDK may go on with the old role's credentials for up to six hours.</para>
/// <para>Deployments, StatefulSets and DaemonSets are rolled as kubectl rollout restart does, all at the same time, and followed to their end.
/// Pods of a ReplicaSet without a Deployment are deleted one after another; the set replaces them. A pod without any controller is only with
/// -Force deleted and created anew: its manifest is checked first and kept until the new pod is there.</para>
/// <para>Left alone, with the reason in the result: jobs, whose work is not interrupted; paused Deployments; workloads with the update strategy
/// OnDelete; and kinds that this module does not know, such as Argo Rollouts. Workloads without stale pods are Unchanged, so a second run changes nothing.</para>
/// <para>Before the first restart the command waits until new pods do get credentials; otherwise it would have to be done again.</para>
/// </remarks>
/// <example>
/// <code>Restart-PodIdentityWorkload -ClusterName eksdemo1 -Namespace shop -ServiceAccount reports</code>
/// <para>Restarts all that runs as the service account without its role, and waits for the rollouts.</para>
/// </example>
/// <example>
/// <code>Restart-PodIdentityWorkload eksdemo1 -Namespace shop -ServiceAccount reports -WhatIf</code>
/// <para>Prints what would be restarted; what would be left alone comes out as objects, with the reason.</para>
/// </example>
/// <example>
/// <code>Get-PodIdentityAssociation eksdemo1 -Namespace shop | Restart-PodIdentityWorkload -NoWait</code>
/// <para>Begins to restart the stale workloads of every service account of the namespace that has a role, and does not wait for the rollouts.</para>
/// </example>
/// <example>
/// <code>Restart-PodIdentityWorkload eksdemo1 -Namespace default -ServiceAccount aws-cli-sa -Force</code>
/// <para>Also deletes pods that no controller would replace, and creates them anew.</para>
/// </example>
[RequiresIam("eks:DescribeCluster")]
[RequiresIam("eks:ListPodIdentityAssociations")]
[RequiresIam("eks:DescribePodIdentityAssociation")]
[RequiresKubernetes("pods", "list")]
[RequiresKubernetes("pods", "create", When = "as a dry run, to see whether the association is effective; left out without it")]
[RequiresKubernetes("pods", "get", "watch", "create", "delete", When = "with -Force, and for ReplicaSets without a Deployment")]
[RequiresKubernetes("replicasets.apps", "get", When = "for Deployments")]
[RequiresKubernetes("deployments.apps", "get", "watch", "patch", When = "for Deployments")]
[RequiresKubernetes("statefulsets.apps", "get", "watch", "patch", When = "for StatefulSets")]
[RequiresKubernetes("daemonsets.apps", "get", "watch", "patch", When = "for DaemonSets")]
[RequiresKubernetes("jobs.batch", "get", When = "to name the CronJob of a job; left out without it")]
[RequiresKubernetes("mutatingwebhookconfigurations.admissionregistration.k8s.io", "get", ClusterWide = true, When = "to see whether dry runs are allowed; left out without it")]
[Cmdlet(VerbsLifecycle.Restart, "PodIdentityWorkload", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Workload))]
public sealed class RestartPodIdentityWorkloadCommand : ServiceAccountCommand
{
    /// <summary>Delete and create anew also pods that no controller would replace. Without it they are left alone.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Return as soon as the restarts have begun.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    private protected override Operation Prepare()
    {
        var request = new RestartWorkloadsRequest
        {
            Connection = GetConnection(),
            ClusterName = ClusterName,
            Namespace = Namespace,
            ServiceAccount = ServiceAccount,
            Timeout = Timeout,
            Force = Force,
            NoWait = NoWait,
        };
        return (engine, record, cancel) => record.WriteObjectsAsync(engine.RestartWorkloadsAsync(request, record, cancel), cancel);
    }
}
