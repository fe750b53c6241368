using System.Collections;
using System.Management.Automation;
using PodIdentity.Completers;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Creates an IAM role that pods can get through EKS Pod Identity.</summary>
/// <remarks>
/// <para>The role trusts pods.eks.amazonaws.com with sts:AssumeRole and sts:TagSession, the two actions that EKS needs, and gets the managed
/// policies asked for. It is tagged podidentity/managed-by, by which Remove-PodIdentitySetup knows that it may remove it.</para>
/// <para>A role that exists is converged: missing policies are attached and tags set, while other policies and tags stay. Its trust policy
/// is not touched, unless -Force asks to add the statement for EKS Pod Identity to it. A call that fails half way undoes what it
/// created.</para>
/// </remarks>
/// <example>
/// <code>New-PodIdentityRole EKS-PodIdentity-S3-ReadOnly-Role-101 -ManagedPolicy AmazonS3ReadOnlyAccess</code>
/// <para>Creates a role that may read S3. Policies are given by name or by ARN.</para>
/// </example>
/// <example>
/// <code>New-PodIdentityRole reports -ManagedPolicy AmazonS3ReadOnlyAccess -Tag @{ team = 'data' } |
///     New-PodIdentityAssociation -ClusterName eksdemo1 -Namespace default -ServiceAccount reports</code>
/// <para>Creates the role and gives it to a service account. Only name and ARN of the role go down the pipeline: its tags are not the
/// association's.</para>
/// </example>
[RequiresIam("iam:GetRole")]
[RequiresIam("iam:CreateRole")]
[RequiresIam("iam:DeleteRole", When = "to undo")]
[RequiresIam("iam:TagRole")]
[RequiresIam("iam:GetPolicy")]
[RequiresIam("iam:ListAttachedRolePolicies")]
[RequiresIam("iam:AttachRolePolicy")]
[RequiresIam("iam:DetachRolePolicy", When = "to undo")]
[RequiresIam("iam:UpdateAssumeRolePolicy", When = "with -Force")]
[Cmdlet(VerbsCommon.New, "PodIdentityRole", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Role))]
public sealed class NewPodIdentityRoleCommand : ConnectedCommand
{
    /// <summary>Name of the role: 1 to 64 letters, digits and characters of _+=,.@- .</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NameFrom("RoleName")]
    [ValidateNotNullOrEmpty]
    public string RoleName { get; set; } = "";

    /// <summary>Managed policies to attach, by name (those of AWS first, then the account's own) or by ARN.</summary>
    [Parameter]
    [Alias("ManagedPolicies", "PolicyArn")]
    [ArgumentCompleter(typeof(ManagedPolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ManagedPolicy { get; set; } = [];

    /// <summary>Description of a new role, up to 1,000 characters. An existing role keeps its own.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Tags to set on the role, as a hashtable. Other tags of an existing role stay.</summary>
    [Parameter]
    [Alias("Tags")]
    public Hashtable? Tag { get; set; }

    /// <summary>Add the trust statement for EKS Pod Identity to an existing role that lacks it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override Operation Prepare()
    {
        var request = new NewRoleRequest
        {
            Connection = GetConnection(),
            RoleName = RoleName,
            ManagedPolicy = ManagedPolicy,
            Description = Given(Description),
            Tag = TagTable.Read(Tag),
            Force = Force,
            Timeout = Timeout,
        };
        return async (engine, record, cancel) =>
            record.WriteObject(await engine.NewRoleAsync(request, record, cancel).ConfigureAwait(false));
    }
}
