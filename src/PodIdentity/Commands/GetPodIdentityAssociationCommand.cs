using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Lists the pod identity associations of a cluster, with their roles and details.</summary>
/// <remarks>
/// <para>Reads all pages and the details of each association, several at a time, and emits them as they arrive. Without filters it lists
/// the whole cluster; filters combine, and a filter that nothing passes emits nothing. An association that is asked for by its id and does
/// not exist is an error.</para>
/// </remarks>
/// <example>
/// <code>Get-PodIdentityAssociation eksdemo1</code>
/// <para>Lists all associations of the cluster.</para>
/// </example>
/// <example>
/// <code>Get-PodIdentityAssociation eksdemo1 -RoleName EKS-PodIdentity-S3-ReadOnly-Role-101</code>
/// <para>Lists the service accounts that get this role.</para>
/// </example>
/// <example>
/// <code>Get-PodIdentityAssociation eksdemo1 -Namespace shop | Test-PodS3Access | Where-Object -Not Allowed</code>
/// <para>Tries S3 as every service account of a namespace and shows those that are denied, with cause and fix.</para>
/// </example>
[RequiresIam("eks:DescribeCluster", When = "with -ClusterName as an ARN")]
[RequiresIam("eks:ListPodIdentityAssociations", When = "without -AssociationId")]
[RequiresIam("eks:DescribePodIdentityAssociation")]
[Cmdlet(VerbsCommon.Get, "PodIdentityAssociation")]
[OutputType(typeof(Association))]
public sealed class GetPodIdentityAssociationCommand : ClusterCommand
{
    /// <summary>Only associations of this Kubernetes namespace.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Namespace { get; set; }

    /// <summary>Only associations of this service account.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ServiceAccount { get; set; }

    /// <summary>Only associations with this role, by ARN. Use either this or -RoleName.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? RoleArn { get; set; }

    /// <summary>Only associations with this role, by name. Use either this or -RoleArn.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? RoleName { get; set; }

    /// <summary>Only this association: a- and 17 letters and digits.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? AssociationId { get; set; }

    private protected override Operation Prepare()
    {
        // A piped association is read anew by its id, whatever its role has become meanwhile.
        var byId = Given(AssociationId) is not null;
        var role = RoleChoice.From(Filter(RoleArn, nameof(RoleArn)), Filter(RoleName, nameof(RoleName)), TypedParameters);
        string? Filter(string? value, string parameter) => byId && !TypedParameters.Contains(parameter) ? null : Given(value);

        var request = new GetAssociationsRequest
        {
            Connection = GetConnection(),
            ClusterName = ClusterName,
            Timeout = Timeout,
            Namespace = Given(Namespace),
            ServiceAccount = Given(ServiceAccount),
            RoleArn = role.Arn,
            RoleName = role.Name,
            AssociationId = Given(AssociationId),
        };
        return (engine, record, cancel) => record.WriteObjectsAsync(engine.GetAssociationsAsync(request, record, cancel), cancel);
    }
}
