using System.Collections;
using System.Management.Automation;
using PodIdentity.Completers;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Creates an IAM role that pods can get through EKS Pod Identity.</summary>
/// <remarks>
/// <para>The role trusts pods.eks.amazonaws.com with sts:AssumeRole and sts:TagSession, the two actions that EKS needs, and gets the managed
/// and inline policies asked for. It is tagged podidentity/managed-by, by which Remove-PodIdentitySetup knows that it may remove it.</para>
/// <para>A role that exists is converged: it gains the policies, tags, boundary, description and session length that it lacks, while all else
/// of it stays. Documents are compared by meaning, so that their spelling does not matter. On a role that this module did not make, values
/// that would be replaced need -Force.</para>
/// <para>The trust policy of an existing role is only changed with -Force: the missing statement is added, and a statement that this module
/// wrote is replaced where it lets in more pods than asked for. Statements of others are never touched; where one of them lets in more pods
/// than asked for, the command says which and stops.</para>
/// <para>-RestrictToCluster and -RestrictToServiceAccount trust by session tags, which an association with -DisableSessionTag does not send.
/// A service account's name is unique in its namespace only, and that in its cluster: give the cluster as well, by ARN if another region has
/// one of the same name. -RestrictToAccount guards against a call on another account's behalf (the confused deputy).</para>
/// <para>Quotas of IAM (10 managed policies, 2,048 characters of trust policy, 10,240 of inline policies, white space not counted) are
/// checked before the first write, with the account's own values where they were raised. A call that fails half way undoes what it
/// changed.</para>
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
/// <example>
/// <code>New-PodIdentityRole orders -RestrictToCluster prod -RestrictToServiceAccount shop/web, shop/worker -InlinePolicy @{
///     queue = @{
///         Version = '2012-10-17'
///         Statement = @{ Effect = 'Allow'; Action = 'sqs:SendMessage'; Resource = 'arn:aws:sqs:us-east-1:111122223333:orders' }
///     }
/// }</code>
/// <para>Creates a role for two service accounts of one cluster, with a policy of its own. The document may also be JSON text.</para>
/// </example>
/// <example>
/// <code>New-PodIdentityRole reader -Path /pods/ -PermissionsBoundary TeamBoundary -MaxSessionDuration 7200 -TrustPolicy (Get-Content trust.json -Raw)</code>
/// <para>Creates a role under a path, bounded by a policy of the account, with a trust policy of your own.</para>
/// </example>
[RequiresIam("iam:GetRole")]
[RequiresIam("iam:CreateRole")]
[RequiresIam("iam:DeleteRole", When = "to undo")]
[RequiresIam("iam:TagRole")]
[RequiresIam("iam:UntagRole", When = "to undo")]
[RequiresIam("iam:GetPolicy")]
[RequiresIam("iam:ListAttachedRolePolicies")]
[RequiresIam("iam:AttachRolePolicy")]
[RequiresIam("iam:DetachRolePolicy", When = "to undo")]
[RequiresIam("iam:ListRolePolicies")]
[RequiresIam("iam:GetRolePolicy")]
[RequiresIam("iam:PutRolePolicy", When = "with -InlinePolicy")]
[RequiresIam("iam:DeleteRolePolicy", When = "to undo")]
[RequiresIam("iam:PutRolePermissionsBoundary", When = "with -PermissionsBoundary")]
[RequiresIam("iam:DeleteRolePermissionsBoundary", When = "to undo")]
[RequiresIam("iam:UpdateRole", When = "with -Description or -MaxSessionDuration")]
[RequiresIam("iam:UpdateAssumeRolePolicy", When = "with -Force")]
[RequiresIam("iam:GetAccountSummary", When = "above a default quota")]
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
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ManagedPolicies", "PolicyArn")]
    [ArgumentCompleter(typeof(ManagedPolicyCompleter))]
    public string[] ManagedPolicy { get; set; } = [];

    /// <summary>Inline policies as a hashtable: name, and document as JSON text, hashtable or object. One of the same name is replaced.</summary>
    [Parameter]
    [Alias("InlinePolicies")]
    public Hashtable? InlinePolicy { get; set; }

    /// <summary>Managed policy, by name or ARN, that bounds what the role can ever be allowed. An existing role keeps its own when left out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ManagedPolicyCompleter))]
    public string? PermissionsBoundary { get; set; }

    /// <summary>Path of a new role, such as /pods/. IAM cannot move an existing one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    /// <summary>Description, up to 1,000 characters. An existing role keeps its own when left out.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>The longest session that may be asked for, in seconds: 3,600 to 43,200. Sessions that EKS makes for pods have their own length.</summary>
    [Parameter]
    [ValidateRange(3600, 43200)]
    public int MaxSessionDuration { get; set; }

    /// <summary>Trust only calls for clusters of these accounts (12 digits).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] RestrictToAccount { get; set; } = [];

    /// <summary>Trust only pods of these clusters: all by name, or all by ARN.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] RestrictToCluster { get; set; } = [];

    /// <summary>Trust only pods of these service accounts, each as namespace/name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] RestrictToServiceAccount { get; set; } = [];

    /// <summary>
    /// A whole trust policy in place of the module's own, as JSON text, hashtable or object. It must let pods.eks.amazonaws.com do
    /// sts:AssumeRole and sts:TagSession.
    /// </summary>
    [Parameter]
    [JsonText]
    [ValidateNotNullOrEmpty]
    public string? TrustPolicy { get; set; }

    /// <summary>Tags to set on the role, as a hashtable. Other tags of an existing role stay.</summary>
    [Parameter]
    [Alias("Tags")]
    public Hashtable? Tag { get; set; }

    /// <summary>
    /// Change the trust policy of an existing role that does not trust as asked for, and replace values of a role that this module did not make.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override Operation Prepare()
    {
        var request = new NewRoleRequest
        {
            Connection = GetConnection(),
            RoleName = RoleName,
            ManagedPolicy = Given(ManagedPolicy, nameof(ManagedPolicy)),
            InlinePolicy = ReadDocuments(InlinePolicy),
            PermissionsBoundary = Given(PermissionsBoundary),
            Path = Given(Path),
            Description = MyInvocation.BoundParameters.ContainsKey(nameof(Description)) ? Description ?? "" : null,
            MaxSessionDuration = MaxSessionDuration > 0 ? MaxSessionDuration : null,
            RestrictToAccount = Given(RestrictToAccount, nameof(RestrictToAccount)),
            RestrictToCluster = Given(RestrictToCluster, nameof(RestrictToCluster)),
            RestrictToServiceAccount = Given(RestrictToServiceAccount, nameof(RestrictToServiceAccount)),
            TrustPolicy = Given(TrustPolicy),
            Tag = TagTable.Read(Tag),
            Force = Force,
            Timeout = Timeout,
        };
        return async (engine, record, cancel) =>
            record.WriteObject(await engine.NewRoleAsync(request, record, cancel).ConfigureAwait(false));
    }

    /// <summary>An empty piped value is an empty field of a file; what was typed is taken as it is.</summary>
    private string[] Given(string[]? values, string parameter) =>
        TypedParameters.Contains(parameter) ? values ?? [] : [.. (values ?? []).Where(value => !string.IsNullOrEmpty(value))];

    private static Dictionary<string, string> ReadDocuments(Hashtable? table)
    {
        var documents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table ?? [])
        {
            var name = Convert.ToString(entry.Key, System.Globalization.CultureInfo.InvariantCulture) ?? "";
            try
            {
                documents[name] = JsonTextAttribute.Write(entry.Value);
            }
            catch (ArgumentException e)
            {
                throw new PodIdentityException(
                    "InvalidInlinePolicy", ErrorKind.InvalidArgument, name, $"The inline policy '{name}' is not a policy document: {e.Message}", "Give -InlinePolicy @{ name = document }, the document as JSON text, as a hashtable or as an object.", e);
            }
        }

        return documents;
    }
}
