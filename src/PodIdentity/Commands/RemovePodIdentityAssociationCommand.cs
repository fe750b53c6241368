using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Deletes a pod identity association and waits until it is gone.</summary>
/// <remarks>
/// <para>The association is given by its id, by its service account, or by piping associations. When the cmdlet returns, EKS no longer knows
/// it and the service account can be associated anew; -NoWait skips that. An association that does not exist is an error, and so is an id that
/// belongs to another service account than the one given.</para>
/// <para>Only the association goes: role and service account stay (Remove-PodIdentitySetup removes those too). Pods that run already keep the
/// role's credentials until these expire. An association that is owned by an add-on is refused.</para>
/// </remarks>
/// <example>
/// <code>Remove-PodIdentityAssociation -ClusterName eksdemo1 -Namespace default -ServiceAccount aws-cli-sa</code>
/// <para>Deletes the association of a service account, after asking.</para>
/// </example>
/// <example>
/// <code>Remove-PodIdentityAssociation eksdemo1 -AssociationId a-abcdefghijklmnop1 -PassThru -Confirm:$false</code>
/// <para>Deletes an association by its id without asking, and emits it as it was.</para>
/// </example>
/// <example>
/// <code>Get-PodIdentityAssociation eksdemo1 | Where-Object Namespace -like 'preview-*' | Remove-PodIdentityAssociation -WhatIf</code>
/// <para>Shows which associations of preview namespaces would be deleted.</para>
/// </example>
[RequiresIam("eks:DescribeCluster", When = "with -ClusterName as an ARN")]
[RequiresIam("eks:ListPodIdentityAssociations", When = "without -AssociationId")]
[RequiresIam("eks:DescribePodIdentityAssociation")]
[RequiresIam("eks:DeletePodIdentityAssociation")]
[Cmdlet(VerbsCommon.Remove, "PodIdentityAssociation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ById)]
[OutputType(typeof(Association))]
public sealed class RemovePodIdentityAssociationCommand : ClusterCommand
{
    private const string ByServiceAccount = "ServiceAccount";
    private const string ById = "AssociationId";

    /// <summary>Kubernetes namespace of the service account. With -AssociationId, the association must belong to it.</summary>
    [Parameter(ParameterSetName = ByServiceAccount, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string? Namespace { get; set; }

    /// <summary>Name of the Kubernetes service account, matched exactly. With -AssociationId, the association must belong to it.</summary>
    [Parameter(ParameterSetName = ByServiceAccount, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string? ServiceAccount { get; set; }

    /// <summary>Id of the association: a- and 17 letters and digits.</summary>
    [Parameter(ParameterSetName = ById, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByServiceAccount, ValueFromPipelineByPropertyName = true)]
    public string? AssociationId { get; set; }

    /// <summary>Return as soon as EKS accepted the deletion; for some seconds it still shows the association then.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Emit the association as it was.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Operation Prepare()
    {
        var request = new RemoveAssociationRequest
        {
            Connection = GetConnection(),
            ClusterName = ClusterName,
            Timeout = Timeout,
            Namespace = Given(Namespace),
            ServiceAccount = Given(ServiceAccount),
            AssociationId = Given(AssociationId),
            NoWait = NoWait,
        };
        var passThru = PassThru.ToBool();
        return async (engine, record, cancel) =>
        {
            var removed = await engine.RemoveAssociationAsync(request, record, cancel).ConfigureAwait(false);
            if (passThru)
                record.WriteObject(removed);
        };
    }
}
