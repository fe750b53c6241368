using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Installs the EKS Pod Identity Agent on a cluster and waits until it is ready on every node.</summary>
/// <remarks>
/// <para>The agent is the EKS add-on eks-pod-identity-agent: a DaemonSet that hands AWS credentials to the pods of its node.
/// Every cluster needs it once, before any association takes effect.</para>
/// <para>An add-on that is there already stays as it is, unless -AddonVersion or -ConfigurationValues ask for something else. One that somebody
/// else is just creating, updating or deleting is waited for. One that failed is an error that tells EKS's reasons, and is mended with -Force;
/// one that is DEGRADED is given the time to heal.</para>
/// <para>On EKS Auto Mode, where the agent is built in, and beside an agent that was installed by other means, nothing is changed; the property
/// Source tells. A cluster in Auto Mode that has nodes of other kinds too gets the add-on for those. Nodes where the agent cannot run (Fargate,
/// Windows, hybrid, Auto Mode) are not waited for, and each says why.</para>
/// <para>A stop with Ctrl+C, or the end of -TimeoutSec, leaves the add-on as EKS has it by then; run again, the command goes on waiting.</para>
/// </remarks>
/// <example>
/// <code>Install-EksPodIdentityAgent -ClusterName eksdemo1</code>
/// <para>Installs the default version for the cluster's Kubernetes version and returns when the agent is ready on all nodes. Run again, it
/// changes nothing and says Unchanged.</para>
/// </example>
/// <example>
/// <code>'eksdemo1', 'eksdemo2' | Install-EksPodIdentityAgent -AddonVersion Latest -Region eu-central-1 | Where-Object Status -ne ACTIVE</code>
/// <para>Brings the agent of two clusters to the newest version that EKS offers for each, and shows those where it is not healthy. A cluster
/// that cannot be reached is an error of its own; the others go on.</para>
/// </example>
/// <example>
/// <code>Install-EksPodIdentityAgent eksdemo1 -AddonVersion v1.3.10 -WhatIf</code>
/// <para>Says what an upgrade to the newest build of v1.3.10 would do, and does nothing.</para>
/// </example>
/// <example>
/// <code>Install-EksPodIdentityAgent eksdemo1 -ConfigurationValues @{ agent = @{ additionalArgs = @{ '-b' = '169.254.170.23' } } }</code>
/// <para>Lets the agent listen on its IPv4 address only, for nodes whose kernel has no IPv6.</para>
/// </example>
/// <example>
/// <code>Install-EksPodIdentityAgent eksdemo1 -Force</code>
/// <para>Mends an add-on that is CREATE_FAILED, UPDATE_FAILED, DELETE_FAILED or DEGRADED, overwriting what it conflicts with. A healthy one
/// stays as it is.</para>
/// </example>
[RequiresIam("eks:DescribeCluster")]
[RequiresIam("eks:DescribeAddon")]
[RequiresIam("eks:DescribeAddonVersions")]
[RequiresIam("eks:DescribeAddonConfiguration", When = "with -ConfigurationValues")]
[RequiresIam("eks:CreateAddon")]
[RequiresIam("eks:TagResource")]
[RequiresIam("eks:UpdateAddon", When = "to change or mend an installed one")]
[RequiresIam("eks:DescribeUpdate", When = "if allowed, to tell why an update failed")]
[RequiresIam("eks:DeleteAddon", When = "with -Force, where EKS allows no update")]
[RequiresKubernetes("nodes", "list", ClusterWide = true)]
[RequiresKubernetes("daemonsets.apps", "list", ClusterWide = true)]
[RequiresKubernetes("daemonsets.apps", "get", "watch", ClusterWide = true, When = "while it waits for the agent")]
[RequiresKubernetes("pods", "list", ClusterWide = true)]
[RequiresKubernetes("pods/log", "get", ClusterWide = true, When = "if allowed, to tell why an agent crashes")]
[Cmdlet(VerbsLifecycle.Install, "EksPodIdentityAgent", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Agent))]
public sealed class InstallEksPodIdentityAgentCommand : ClusterCommand
{
    /// <summary>
    /// Version of the add-on: as a whole (v1.3.10-eksbuild.2), by its beginning (v1.3.10: the newest of these), Latest, or Default, of those that
    /// EKS offers for the cluster's Kubernetes version. Left out, a new add-on gets the default, and an installed one keeps its version. An older
    /// version than the installed one is a downgrade: it is done, with a warning.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? AddonVersion { get; set; }

    /// <summary>
    /// The add-on's configuration, as a hashtable or as JSON, checked against the version's schema. It replaces what is set; an empty one clears
    /// it. Left out, an installed add-on keeps its own.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [JsonText]
    public string? ConfigurationValues { get; set; }

    /// <summary>
    /// What becomes of fields of the add-on's objects that others changed in the cluster: with None the change fails, with Overwrite EKS's values
    /// win, with Preserve theirs stay. Left out, it is None for a new add-on (where Preserve is the same), Preserve for an update, and Overwrite
    /// for a repair with -Force.
    /// </summary>
    [Parameter]
    public ConflictResolution? ResolveConflict { get; set; }

    /// <summary>Mend an add-on that failed or is degraded: by an update in place, or, where EKS allows none, by deleting it and installing it anew with the same tags and configuration.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

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
            // Typed, an empty one clears what is set; piped, e.g. from a column of a table, it says nothing.
            ConfigurationValues = TypedParameters.Contains(nameof(ConfigurationValues)) ? ConfigurationValues ?? "" : Given(ConfigurationValues),
            ResolveConflict = ResolveConflict,
            Force = Force,
            NoWait = NoWait,
        };
        return async (engine, record, cancel) =>
            record.WriteObject(await engine.InstallAgentAsync(request, record, cancel).ConfigureAwait(false));
    }
}
