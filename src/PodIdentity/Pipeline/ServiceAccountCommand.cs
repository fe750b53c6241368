using System.Management.Automation;

namespace PodIdentity.Pipeline;

/// <summary>Base of the cmdlets that work on one service account per record.</summary>
public abstract class ServiceAccountCommand : ClusterCommand
{
    /// <summary>Kubernetes namespace of the service account.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Namespace { get; set; } = "";

    /// <summary>Name of the Kubernetes service account. It is matched exactly: EKS knows no wildcards here.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string ServiceAccount { get; set; } = "";
}
