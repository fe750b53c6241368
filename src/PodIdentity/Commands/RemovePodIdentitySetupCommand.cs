using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Removes what was set up for a service account: association, role and probe pods.</summary>
/// <remarks>
/// <para>Each thing is reported as it goes: Removed, NotFound, Kept or Failed, with the reason. On request the service account and the agent
/// go too.</para>
/// <para>Removal is careful. A role goes only if this module made it (tag podidentity/managed-by) and no association in any cluster of the
/// region still uses it; a service account only if this module created it; the agent only if the cluster has no association left. Running
/// it again reports NotFound.</para>
/// </remarks>
/// <example>
/// <code>Remove-PodIdentitySetup -ClusterName eksdemo1 -Namespace default -ServiceAccount aws-cli-sa -WhatIf</code>
/// <para>Prints what would be removed, in order, and removes nothing.</para>
/// </example>
/// <example>
/// <code>Remove-PodIdentitySetup -ClusterName eksdemo1 -Namespace default -ServiceAccount aws-cli-sa -IncludeServiceAccount -Confirm:$false</code>
/// <para>Removes everything including the service account, without asking.</para>
/// </example>
/// <example>
/// <code>Get-PodIdentityAssociation eksdemo1 -Namespace shop | Remove-PodIdentitySetup</code>
/// <para>Removes the set-up of every service account of a namespace, and asks before each step.</para>
/// </example>
/// <iam>eks:DescribeCluster</iam>
/// <iam>eks:ListClusters</iam>
/// <iam>eks:ListPodIdentityAssociations</iam>
/// <iam>eks:DescribePodIdentityAssociation</iam>
/// <iam>eks:DeletePodIdentityAssociation</iam>
/// <iam>eks:DescribeAddon and eks:DeleteAddon (with -IncludeAgent)</iam>
/// <iam>iam:GetRole</iam>
/// <iam>iam:ListAttachedRolePolicies</iam>
/// <iam>iam:DetachRolePolicy</iam>
/// <iam>iam:ListRolePolicies</iam>
/// <iam>iam:DeleteRolePolicy</iam>
/// <iam>iam:ListInstanceProfilesForRole</iam>
/// <iam>iam:DeleteRole</iam>
/// <kubernetes>list, delete pods</kubernetes>
/// <kubernetes>get, delete serviceaccounts (with -IncludeServiceAccount)</kubernetes>
[Cmdlet(VerbsCommon.Remove, "PodIdentitySetup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Removal))]
public sealed class RemovePodIdentitySetupCommand : ServiceAccountCommand
{
    /// <summary>The role to remove. Only needed when the association that named it is already gone.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? RoleName { get; set; }

    /// <summary>Remove the service account too, if this module created it.</summary>
    [Parameter]
    public SwitchParameter IncludeServiceAccount { get; set; }

    /// <summary>Remove the agent add-on too, if the cluster has no association left.</summary>
    [Parameter]
    public SwitchParameter IncludeAgent { get; set; }

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
            IncludeServiceAccount = IncludeServiceAccount,
            IncludeAgent = IncludeAgent,
        };
        return (engine, record, cancel) => record.WriteObjectsAsync(engine.RemoveSetupAsync(request, record, cancel), cancel);
    }
}
