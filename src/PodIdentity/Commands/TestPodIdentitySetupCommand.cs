using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Walks every link from you to a pod's AWS call, and names the one that is broken.</summary>
/// <remarks>
/// <para>EKS Pod Identity fails silently: the SDK in the pod falls through to the node's role. This cmdlet looks at each link in the order of the
/// data and reports it as one check: the caller's own permissions, cluster, agent, node role, service account, association, role, trust policy,
/// target role, permissions, webhook, pods, nodes and network.</para>
/// <para>The first link that failed is the root cause (IsRootCause); later ones that only follow from it are Skipped. What may not be read is a
/// Warning that names the permission it takes, never a pass. Evidence can be verified; Fix is a command to paste where one exists.</para>
/// <para>Nothing is written, unless -Probe runs a pod or -Fix applies a fix.</para>
/// </remarks>
/// <example>
/// <code>Test-PodIdentitySetup -ClusterName eksdemo1 -Namespace default -ServiceAccount aws-cli-sa</code>
/// <para>Checks the set-up of a service account and its pods.</para>
/// </example>
/// <example>
/// <code>Test-PodIdentitySetup eksdemo1 -Namespace default -ServiceAccount aws-cli-sa -Permission s3:ListAllMyBuckets | Where-Object IsRootCause | ForEach-Object Fix</code>
/// <para>Shows the command that mends the broken link, with a permission that pods need.</para>
/// </example>
/// <example>
/// <code>Get-PodIdentityAssociation eksdemo1 | Test-PodIdentitySetup | Where-Object Status -eq Failed</code>
/// <para>Checks every association of a cluster.</para>
/// </example>
[RequiresIam("eks:DescribeCluster")]
[RequiresIam("eks:ListPodIdentityAssociations", When = "else a warning")]
[RequiresIam("eks:DescribePodIdentityAssociation", When = "else a warning")]
[RequiresIam("eks:ListClusters", When = "without an association, to look for it in clusters of a similar name")]
[RequiresIam("eks:DescribeAddon", When = "else a warning")]
[RequiresIam("eks:DescribeNodegroup", When = "else a warning")]
[RequiresIam("iam:GetRole", When = "else a warning")]
[RequiresIam("iam:SimulatePrincipalPolicy", When = "else policies are read")]
[RequiresIam("iam:ListAttachedRolePolicies", When = "where nothing may be simulated, else a warning")]
[RequiresIam("iam:ListRolePolicies", When = "where nothing may be simulated, else a warning")]
[RequiresIam("iam:GetRolePolicy", When = "where nothing may be simulated, else a warning")]
[RequiresIam("iam:GetPolicy", When = "where nothing may be simulated, else a warning")]
[RequiresIam("iam:GetPolicyVersion", When = "where nothing may be simulated, else a warning")]
[RequiresKubernetes("namespaces", "get", When = "else a warning")]
[RequiresKubernetes("namespaces", "list", When = "to name the namespace that was meant, where it does not exist")]
[RequiresKubernetes("serviceaccounts", "get", When = "else a warning")]
[RequiresKubernetes("serviceaccounts", "list", When = "to name the service account that was meant, where it does not exist")]
[RequiresKubernetes("pods", "list", When = "else a warning")]
[RequiresKubernetes("pods", "list", ClusterWide = true, When = "to see the agent's pods, else a warning")]
[RequiresKubernetes("pods/log", "get", ClusterWide = true, When = "to show why the agent crashes")]
[RequiresKubernetes("nodes", "list", ClusterWide = true, When = "else a warning")]
[RequiresKubernetes("daemonsets.apps", "list", ClusterWide = true, When = "else a warning")]
[RequiresKubernetes("mutatingwebhookconfigurations.admissionregistration.k8s.io", "get", ClusterWide = true, When = "else a warning")]
[RequiresKubernetes("pods", "create", When = "for a dry run; else a warning")]
[RequiresKubernetes("replicasets.apps", "get", When = "else pods are told by their ReplicaSet")]
[RequiresKubernetes("jobs.batch", "get", When = "else pods are told by their Job")]
[RequiresKubernetes("networkpolicies.networking.k8s.io", "list", When = "else a warning")]
[RequiresKubernetes("pods/exec", "get", When = "with -Probe")]
[RequiresKubernetes("pods/exec", "create", When = "with -Probe, since Kubernetes 1.35")]
[RequiresKubernetes("events", "list", When = "with -Probe, if allowed, to say why a pod does not start")]
[Cmdlet(VerbsDiagnostic.Test, "PodIdentitySetup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Check))]
public sealed class TestPodIdentitySetupCommand : ServiceAccountCommand
{
    /// <summary>Look at this pod alone, in place of all pods of the service account.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PodName { get; set; }

    /// <summary>IAM actions that pods must be allowed, e.g. s3:ListAllMyBuckets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Permission { get; set; } = [];

    /// <summary>Also run a short-lived pod of the service account that asks the agent, STS and the service.</summary>
    [Parameter]
    public SwitchParameter Probe { get; set; }

    /// <summary>Image of that pod; must hold the AWS CLI.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Image { get; set; }

    /// <summary>Apply the fix of the root cause where that is safe, and check again.</summary>
    [Parameter]
    public SwitchParameter Fix { get; set; }

    private protected override Operation Prepare()
    {
        var request = new TestSetupRequest
        {
            Connection = GetConnection(),
            ClusterName = ClusterName,
            Namespace = Namespace,
            ServiceAccount = ServiceAccount,
            Timeout = Timeout,
            PodName = Given(PodName),
            Permission = Permission,
            Probe = Probe,
            Image = Given(Image),
            Fix = Fix,
        };
        return (engine, record, cancel) => record.WriteObjectsAsync(engine.TestSetupAsync(request, record, cancel), cancel);
    }
}
