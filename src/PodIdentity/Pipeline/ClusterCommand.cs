using System.Management.Automation;

namespace PodIdentity.Pipeline;

/// <summary>Base of the cmdlets that work on one cluster per record.</summary>
public abstract class ClusterCommand : ConnectedCommand
{
    /// <summary>Name or ARN of the EKS cluster. Takes names and clusters from the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [NameFrom("ClusterName", "Name")]
    [ValidateNotNullOrEmpty]
    public string ClusterName { get; set; } = "";
}
