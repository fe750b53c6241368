using System.Collections;
using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Gives an IAM role to the pods of a Kubernetes service account, and waits until new pods get it.</summary>
/// <remarks>
/// <para>EKS accepts an association seconds before it takes effect, and has no status for it. This cmdlet asks the cluster itself and
/// returns when new pods of the service account are given credentials; -NoWait skips that. Pods that run already never pick an
/// association up: restart them.</para>
/// <para>An association that exists is converged: what is not given stays as it is. To replace its role, -Force is needed; one that is owned
/// by an add-on is refused. Before anything is written, the trust policies of the role and of a target role are checked, and the statement
/// that is in the way is named. A call that fails half way takes back what it created; once EKS has the association, it stays, also when the
/// wait runs out or is stopped: run the command again to go on waiting.</para>
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
/// <example>
/// <code>Import-Csv apps.csv | New-PodIdentityAssociation -ClusterName eksdemo1 -CreateServiceAccount</code>
/// <para>Makes an association for each row of a file with the columns Namespace, ServiceAccount, RoleName and, where wanted, RoleArn,
/// TargetRoleArn, DisableSessionTag (true or false; empty is false) and Policy (JSON). Other empty fields count as not given. A bad row is an
/// error of its own, and the others go on.</para>
/// </example>
/// <example>
/// <code>New-PodIdentityAssociation eksdemo1 -Namespace default -ServiceAccount reports -RoleName reports -DisableSessionTag -Policy @{
///     Version = '2012-10-17'; Statement = @{ Effect = 'Allow'; Action = 's3:GetObject'; Resource = 'arn:aws:s3:::reports/*' } }</code>
/// <para>Gives the role and narrows it to one bucket by a session policy.</para>
/// </example>
[RequiresIam("eks:DescribeCluster")]
[RequiresIam("eks:ListPodIdentityAssociations")]
[RequiresIam("eks:DescribePodIdentityAssociation")]
[RequiresIam("eks:CreatePodIdentityAssociation")]
[RequiresIam("eks:UpdatePodIdentityAssociation", When = "when settings differ")]
[RequiresIam("eks:DeletePodIdentityAssociation", When = "to undo, when stopped half way")]
[RequiresIam("eks:TagResource")]
[RequiresIam("eks:UntagResource", When = "to undo")]
[RequiresIam("iam:GetRole")]
[RequiresIam("iam:SimulatePrincipalPolicy", When = "if allowed, with -TargetRoleArn")]
[RequiresIam("iam:PassRole")]
[RequiresKubernetes("serviceaccounts", "get")]
[RequiresKubernetes("serviceaccounts", "create", "delete", When = "with -CreateServiceAccount")]
[RequiresKubernetes("namespaces", "get", When = "if allowed, when the service account is missing")]
[RequiresKubernetes("pods", "create")]
[RequiresKubernetes("pods", "delete", When = "where the webhook forbids dry runs")]
[RequiresKubernetes("mutatingwebhookconfigurations.admissionregistration.k8s.io", "get", ClusterWide = true, When = "if allowed")]
[RequiresKubernetes("daemonsets.apps", "list", ClusterWide = true, When = "if allowed, to see that there is an agent")]
[RequiresKubernetes("pods", "list", When = "with -RestartWorkload")]
[RequiresKubernetes("pods", "get", "watch", "create", "delete", When = "with -RestartWorkload, for ReplicaSets without a Deployment")]
[RequiresKubernetes("replicasets.apps", "get", When = "with -RestartWorkload")]
[RequiresKubernetes("deployments.apps", "get", "watch", "patch", When = "with -RestartWorkload")]
[RequiresKubernetes("statefulsets.apps", "get", "watch", "patch", When = "with -RestartWorkload")]
[RequiresKubernetes("daemonsets.apps", "get", "watch", "patch", When = "with -RestartWorkload")]
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

    /// <summary>
    /// Role, usually of another account, that pods go on to assume with the role's permissions; an empty text takes an existing one away.
    /// Whether the one may assume the other is checked first, as far as it can be read from here.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? TargetRoleArn { get; set; }

    /// <summary>
    /// Leave out the six session tags (cluster, namespace, service account, pod and their ids) that EKS adds to the credentials.
    /// Left out itself, an existing association keeps its setting; -DisableSessionTag:$false turns the tags on again.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("DisableSessionTags")]
    [SwitchText]
    public SwitchParameter DisableSessionTag { get; set; }

    /// <summary>
    /// Session policy, as JSON text, hashtable or object, at most 2,048 characters without white space: pods get no more than it and the role
    /// both allow. Needs -DisableSessionTag, given or set already; an empty text takes an existing policy away.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [JsonText]
    public string? Policy { get; set; }

    /// <summary>Tags of the association, as a hashtable.</summary>
    [Parameter]
    [Alias("Tags")]
    public Hashtable? Tag { get; set; }

    /// <summary>Create the service account when it is missing. Without it, a missing one is a warning: EKS allows it.</summary>
    [Parameter]
    public SwitchParameter CreateServiceAccount { get; set; }

    /// <summary>
    /// Once the association is effective, restart the workloads whose pods do not have what it gives: those that ran before.
    /// See Restart-PodIdentityWorkload. Not possible with -NoWait.
    /// </summary>
    [Parameter]
    public SwitchParameter RestartWorkload { get; set; }

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
            TargetRoleArn = GivenOrCleared(TargetRoleArn, nameof(TargetRoleArn)),
            DisableSessionTag = DisableSessionTag.IsPresent || MyInvocation.BoundParameters.ContainsKey(nameof(DisableSessionTag))
                ? DisableSessionTag.ToBool()
                : null,
            Policy = GivenOrCleared(Policy, nameof(Policy)),
            Tag = TagTable.Read(Tag),
            CreateServiceAccount = CreateServiceAccount,
            RestartWorkload = RestartWorkload,
            Force = Force,
            NoWait = NoWait,
        };
        return async (engine, record, cancel) =>
            record.WriteObject(await engine.NewAssociationAsync(request, record, cancel).ConfigureAwait(false));
    }

    /// <summary>Empty takes a setting away where it was typed; from the pipeline it is an object's null property or an empty field.</summary>
    private string? GivenOrCleared(string? value, string parameter) => TypedParameters.Contains(parameter) ? value ?? "" : Given(value);
}
