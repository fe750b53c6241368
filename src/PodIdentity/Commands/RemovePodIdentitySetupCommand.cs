using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Removes what was set up for a service account: association, role and probe pods.</summary>
/// <remarks>
/// <para>Each thing is reported as it goes: Removed, NotFound, Kept or Failed, with the reason. On request the service account and the agent
/// go too.</para>
/// <para>Removal is careful. A role goes only if this module made it (tag podidentity/managed-by) and no association in any cluster of the
/// region still uses it; a service account only if this module created it; the agent only if the cluster has no association left. Running
/// it again reports NotFound. What cannot be removed is Failed, and an error record tells why; the rest goes on.</para>
/// <para>Removing the association makes its role known. If a removal was killed right after that, name the role with -RoleName.</para>
/// </remarks>
/// <example>
/// <code>Remove-PodIdentitySetup -ClusterName eksdemo1 -Namespace default -ServiceAccount aws-cli-sa -WhatIf</code>
/// <para>Prints what would be removed, in order, and removes nothing.</para>
/// </example>
/// <example>
/// <code>Remove-PodIdentitySetup -ClusterName eksdemo1 -Namespace default -ServiceAccount aws-cli-sa -RemoveServiceAccount -Confirm:$false</code>
/// <para>Removes everything including the service account, without asking.</para>
/// </example>
/// <example>
/// <code>Get-PodIdentityAssociation eksdemo1 -Namespace shop | Remove-PodIdentitySetup</code>
/// <para>Removes the set-up of every service account of a namespace, and asks before each step.</para>
/// </example>
[RequiresIam("eks:DescribeCluster")]
[RequiresIam("eks:ListClusters")]
[RequiresIam("eks:ListPodIdentityAssociations")]
[RequiresIam("eks:DescribePodIdentityAssociation")]
[RequiresIam("eks:DeletePodIdentityAssociation")]
[RequiresIam("eks:DescribeAddon", When = "with -RemoveAgent")]
[RequiresIam("eks:DeleteAddon", When = "with -RemoveAgent")]
[RequiresIam("iam:GetRole")]
[RequiresIam("iam:ListAttachedRolePolicies")]
[RequiresIam("iam:DetachRolePolicy")]
[RequiresIam("iam:ListRolePolicies")]
[RequiresIam("iam:DeleteRolePolicy", When = "for a role with inline policies")]
[RequiresIam("iam:ListInstanceProfilesForRole")]
[RequiresIam("iam:DeleteRole")]
[RequiresKubernetes("pods", "list", "delete")]
[RequiresKubernetes("serviceaccounts", "get")]
[RequiresKubernetes("serviceaccounts", "delete", When = "with -RemoveServiceAccount")]
[Cmdlet(VerbsCommon.Remove, "PodIdentitySetup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Removal))]
public sealed class RemovePodIdentitySetupCommand : ServiceAccountCommand
{
    /// <summary>The role to remove. Only needed when the association that named it is already gone.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? RoleName { get; set; }

    /// <summary>Leave the role, even if this module made it and nothing else uses it.</summary>
    [Parameter]
    public SwitchParameter KeepRole { get; set; }

    /// <summary>Remove the service account too, if this module created it.</summary>
    [Parameter]
    public SwitchParameter RemoveServiceAccount { get; set; }

    /// <summary>Remove the agent add-on too, if the cluster has no association left.</summary>
    [Parameter]
    public SwitchParameter RemoveAgent { get; set; }

    private protected override Operation Prepare()
    {
        var request = new RemoveSetupRequest
        {
            Connection = GetConnection(),
            ClusterName = ClusterName,
            Namespace = Namespace,
            ServiceAccount = ServiceAccount,
            Timeout = Timeout,
            RoleName = Given(RoleName),
            KeepRole = KeepRole,
            RemoveServiceAccount = RemoveServiceAccount,
            RemoveAgent = RemoveAgent,
        };
        return (engine, record, cancel) => record.WriteObjectsAsync(engine.RemoveSetupAsync(request, record, cancel), cancel);
    }
}
