using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Shows the state of the EKS Pod Identity Agent on a cluster, node by node.</summary>
/// <remarks>
/// <para>Tells where the agent comes from (the EKS add-on, a DaemonSet of your own, EKS Auto Mode, or nowhere), EKS's status and health
/// issues, and for every node whether the agent should run there and does. A cluster without the agent is a result, with Source Absent,
/// not an error. On a cluster in Auto Mode that has nodes of other kinds too, an agent that these lack is Absent.</para>
/// <para>The caller needs access to the cluster as well as to EKS. Without it the answer would be half a truth, so it is an error, which tells
/// what EKS says of the add-on.</para>
/// </remarks>
/// <example>
/// <code>Get-EksPodIdentityAgent eksdemo1</code>
/// <para>Shows the agent of one cluster.</para>
/// </example>
/// <example>
/// <code>(Get-EksPodIdentityAgent eksdemo1).Nodes | Where-Object { $_.Expected -and -not $_.Ready }</code>
/// <para>Lists the nodes where the agent should run and does not, with the reason.</para>
/// </example>
/// <example>
/// <code>'eksdemo1', 'eksdemo2' | Get-EksPodIdentityAgent | Where-Object Source -eq Absent | Install-EksPodIdentityAgent</code>
/// <para>Installs the agent where it is missing.</para>
/// </example>
[RequiresIam("eks:DescribeCluster")]
[RequiresIam("eks:DescribeAddon")]
[RequiresKubernetes("nodes", "list", ClusterWide = true)]
[RequiresKubernetes("daemonsets.apps", "list", ClusterWide = true)]
[RequiresKubernetes("pods", "list", ClusterWide = true)]
[Cmdlet(VerbsCommon.Get, "EksPodIdentityAgent")]
[OutputType(typeof(Agent))]
public sealed class GetEksPodIdentityAgentCommand : ClusterCommand
{
    private protected override Operation Prepare()
    {
        var request = new GetAgentRequest { Connection = GetConnection(), ClusterName = ClusterName, Timeout = Timeout };
        return async (engine, record, cancel) =>
            record.WriteObject(await engine.GetAgentAsync(request, record, cancel).ConfigureAwait(false));
    }
}
