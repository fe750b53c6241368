using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Installs the EKS Pod Identity Agent on a cluster and waits until it is ready on every node.</summary>
/// <remarks>
/// <para>The agent is the EKS add-on eks-pod-identity-agent: a DaemonSet that hands AWS credentials to the pods of its node.
/// Every cluster needs it once, before any association takes effect.</para>
/// <para>An add-on that is there already stays as it is, unless -AddonVersion asks for another version. On EKS Auto Mode, where the agent is
/// built in, and beside an agent that was installed by other means, nothing is changed; the property Source tells.</para>
/// </remarks>
/// <example>
/// <code>Install-EksPodIdentityAgent -ClusterName eksdemo1</code>
/// <para>Installs the default version for the cluster's Kubernetes version and returns when the agent is ready on all nodes. Run again, it
/// changes nothing and says Unchanged.</para>
/// </example>
/// <example>
/// <code>'eksdemo1', 'eksdemo2' | Install-EksPodIdentityAgent -Region eu-central-1 | Where-Object Status -ne ACTIVE</code>
/// <para>Installs the agent on two clusters and shows those where it is not healthy. A cluster that cannot be reached is an error of its
/// own; the others go on.</para>
/// </example>
/// <example>
/// <code>Install-EksPodIdentityAgent eksdemo1 -AddonVersion v1.3.10-eksbuild.2 -WhatIf</code>
/// <para>Says what an upgrade to this version would do, and does nothing.</para>
/// </example>
[RequiresIam("eks:DescribeCluster")]
[RequiresIam("eks:DescribeAddon")]
[RequiresIam("eks:DescribeAddonVersions")]
[RequiresIam("eks:CreateAddon")]
[RequiresIam("eks:TagResource")]
[RequiresIam("eks:UpdateAddon", When = "with -AddonVersion")]
[RequiresKubernetes("nodes", "list", ClusterWide = true)]
[RequiresKubernetes("daemonsets.apps", "list", ClusterWide = true)]
[RequiresKubernetes("daemonsets.apps", "get", "watch", ClusterWide = true, When = "while it waits for the agent")]
[RequiresKubernetes("pods", "list", ClusterWide = true)]
[Cmdlet(VerbsLifecycle.Install, "EksPodIdentityAgent", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Agent))]
public sealed class InstallEksPodIdentityAgentCommand : ClusterCommand
{
    /// <summary>
    /// Version of the add-on, e.g. v1.3.10-eksbuild.2. Left out, a new add-on gets the default of the cluster's Kubernetes version,
    /// and an installed one stays as it is.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? AddonVersion { get; set; }

    /// <summary>Return as soon as EKS accepted the request, before the agent is ready.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    private protected override Operation Prepare()
    {
        var request = new InstallAgentRequest
        {
            Connection = GetConnection(),
            ClusterName = ClusterName,
            Timeout = Timeout,
            AddonVersion = Given(AddonVersion),
            NoWait = NoWait,
        };
        return async (engine, record, cancel) =>
            record.WriteObject(await engine.InstallAgentAsync(request, record, cancel).ConfigureAwait(false));
    }
}
