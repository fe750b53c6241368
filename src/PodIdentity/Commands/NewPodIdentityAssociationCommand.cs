using System.Collections;
using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Gives an IAM role to the pods of a Kubernetes service account, and waits until new pods get it.</summary>
/// <remarks>
/// <para>EKS accepts an association seconds before it takes effect, and has no status for it. This cmdlet asks the cluster itself and
/// returns when new pods of the service account are given credentials; -NoWait skips that. Pods that run already never pick an
/// association up: restart them.</para>
/// <para>An association that exists is converged. To replace its role, -Force is needed; one that is owned by an add-on is refused.</para>
/// <para>The role is given by -RoleName, by -RoleArn, or by piping a role. What is typed beats what is piped.</para>
/// </remarks>
/// <example>
/// <code>New-PodIdentityAssociation -ClusterName eksdemo1 -Namespace default -ServiceAccount aws-cli-sa -RoleName EKS-PodIdentity-S3-ReadOnly-Role-101</code>
/// <para>Gives a role of the cluster's account to the service account.</para>
/// </example>
/// <example>
/// <code>New-PodIdentityRole reports -ManagedPolicy AmazonS3ReadOnlyAccess |
///     New-PodIdentityAssociation eksdemo1 -Namespace default -ServiceAccount reports -CreateServiceAccount</code>
/// <para>Creates the role, the service account if it is missing, and the association.</para>
/// </example>
/// <example>
/// <code>Get-PodIdentityAssociation blue -Namespace shop | New-PodIdentityAssociation -ClusterName green</code>
/// <para>Copies the associations of a namespace to another cluster, tags excepted.</para>
/// </example>
[RequiresIam("eks:DescribeCluster")]
[RequiresIam("eks:ListPodIdentityAssociations")]
[RequiresIam("eks:DescribePodIdentityAssociation")]
[RequiresIam("eks:CreatePodIdentityAssociation")]
[RequiresIam("eks:UpdatePodIdentityAssociation", When = "when settings differ")]
[RequiresIam("eks:TagResource")]
[RequiresIam("iam:GetRole")]
[RequiresIam("iam:PassRole")]
[RequiresKubernetes("serviceaccounts", "get")]
[RequiresKubernetes("serviceaccounts", "create", "delete", When = "with -CreateServiceAccount")]
[RequiresKubernetes("pods", "create")]
[RequiresKubernetes("pods", "delete", When = "where the webhook forbids dry runs")]
[RequiresKubernetes("mutatingwebhookconfigurations.admissionregistration.k8s.io", "get", ClusterWide = true, When = "if allowed")]
[RequiresKubernetes("daemonsets.apps", "list", ClusterWide = true)]
[Cmdlet(VerbsCommon.New, "PodIdentityAssociation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Association))]
public sealed class NewPodIdentityAssociationCommand : ServiceAccountCommand
{
    /// <summary>ARN of the role. Use either this or -RoleName.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? RoleArn { get; set; }

    /// <summary>Name of a role of the cluster's account. Use either this or -RoleArn.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? RoleName { get; set; }

    /// <summary>Role, usually of another account, that pods go on to assume with the role's permissions.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? TargetRoleArn { get; set; }

    /// <summary>
    /// Leave out the six session tags (cluster, namespace, service account, pod and their ids) that EKS adds to the credentials.
    /// Left out itself, an existing association keeps its setting; -DisableSessionTag:$false turns the tags on again.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("DisableSessionTags")]
    public SwitchParameter DisableSessionTag { get; set; }

    /// <summary>Session policy as JSON, at most 2,048 characters: pods get no more than it and the role both allow. Needs -DisableSessionTag.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Policy { get; set; }

    /// <summary>Tags of the association, as a hashtable.</summary>
    [Parameter]
    [Alias("Tags")]
    public Hashtable? Tag { get; set; }

    /// <summary>Create the service account when it is missing. Without it, a missing one is a warning: EKS allows it.</summary>
    [Parameter]
    public SwitchParameter CreateServiceAccount { get; set; }

    /// <summary>Replace the role of an existing association.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Return as soon as EKS accepted the request, before new pods get credentials.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    private protected override Operation Prepare()
    {
        var role = RoleChoice.From(Given(RoleArn), Given(RoleName), TypedParameters).Required();
        var request = new NewAssociationRequest
        {
            Connection = GetConnection(),
            ClusterName = ClusterName,
            Namespace = Namespace,
            ServiceAccount = ServiceAccount,
            Timeout = Timeout,
            RoleArn = role.Arn,
            RoleName = role.Name,
            TargetRoleArn = Given(TargetRoleArn),
            DisableSessionTag = DisableSessionTag.IsPresent || MyInvocation.BoundParameters.ContainsKey(nameof(DisableSessionTag))
                ? DisableSessionTag.ToBool()
                : null,
            Policy = Given(Policy),
            Tag = TagTable.Read(Tag),
            CreateServiceAccount = CreateServiceAccount,
            Force = Force,
            NoWait = NoWait,
        };
        return async (engine, record, cancel) =>
            record.WriteObject(await engine.NewAssociationAsync(request, record, cancel).ConfigureAwait(false));
    }
}
