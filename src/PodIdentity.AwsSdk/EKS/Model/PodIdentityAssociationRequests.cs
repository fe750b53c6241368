using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.EKS.Model;

/// <summary>Parameters of CreatePodIdentityAssociation.</summary>
public partial class CreatePodIdentityAssociationRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Name of the Kubernetes namespace.</summary>
    public string Namespace { get; set; }

    /// <summary>Name of the Kubernetes service account.</summary>
    public string ServiceAccount { get; set; }

    /// <summary>ARN of the role that the pods get; in the cluster's account.</summary>
    public string RoleArn { get; set; }

    /// <summary>Idempotency token: a repeat with the same token and parameters changes nothing. Filled in when null.</summary>
    public string ClientRequestToken { get; set; }

    /// <summary>Tags by key.</summary>
    public Dictionary<string, string> Tags { get; set; } = Initially.Empty<Dictionary<string, string>>();

    /// <summary>Leave out the six session tags that EKS otherwise sets; needed for <see cref="Policy"/>.</summary>
    public bool? DisableSessionTags { get; set; }

    /// <summary>ARN of a second role, possibly in another account, that the first one assumes.</summary>
    public string TargetRoleArn { get; set; }

    /// <summary>Session policy (JSON) that narrows the permissions.</summary>
    public string Policy { get; set; }
}

/// <summary>Answer to CreatePodIdentityAssociation.</summary>
public partial class CreatePodIdentityAssociationResponse : AmazonWebServiceResponse
{
    /// <summary>The association.</summary>
    public PodIdentityAssociation Association { get; set; }
}

/// <summary>Parameters of ListPodIdentityAssociations.</summary>
public partial class ListPodIdentityAssociationsRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Only associations of this namespace.</summary>
    public string Namespace { get; set; }

    /// <summary>Only associations of this service account.</summary>
    public string ServiceAccount { get; set; }

    /// <summary>At most this many entries a page; the service caps it at 100.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where the next page begins; null when there is none.</summary>
    public string NextToken { get; set; }
}

/// <summary>Answer to ListPodIdentityAssociations.</summary>
public partial class ListPodIdentityAssociationsResponse : AmazonWebServiceResponse
{
    /// <summary>Associations of this page, without their roles.</summary>
    public List<PodIdentityAssociationSummary> Associations { get; set; } = Initially.Empty<List<PodIdentityAssociationSummary>>();

    /// <summary>Where the next page begins; null when there is none.</summary>
    public string NextToken { get; set; }
}

/// <summary>Parameters of DescribePodIdentityAssociation.</summary>
public partial class DescribePodIdentityAssociationRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Id of the association: <c>a-</c> and 17 letters or digits.</summary>
    public string AssociationId { get; set; }
}

/// <summary>Answer to DescribePodIdentityAssociation.</summary>
public partial class DescribePodIdentityAssociationResponse : AmazonWebServiceResponse
{
    /// <summary>The association.</summary>
    public PodIdentityAssociation Association { get; set; }
}

/// <summary>Parameters of UpdatePodIdentityAssociation.</summary>
public partial class UpdatePodIdentityAssociationRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Id of the association: <c>a-</c> and 17 letters or digits.</summary>
    public string AssociationId { get; set; }

    /// <summary>ARN of another role for the pods; null leaves it.</summary>
    public string RoleArn { get; set; }

    /// <summary>Idempotency token: a repeat with the same token and parameters changes nothing. Filled in when null.</summary>
    public string ClientRequestToken { get; set; }

    /// <summary>Leave out the six session tags that EKS otherwise sets; needed for <see cref="Policy"/>.</summary>
    public bool? DisableSessionTags { get; set; }

    /// <summary>ARN of a second role, possibly in another account, that the first one assumes.</summary>
    public string TargetRoleArn { get; set; }

    /// <summary>Session policy (JSON) that narrows the permissions.</summary>
    public string Policy { get; set; }
}

/// <summary>Answer to UpdatePodIdentityAssociation.</summary>
public partial class UpdatePodIdentityAssociationResponse : AmazonWebServiceResponse
{
    /// <summary>The association.</summary>
    public PodIdentityAssociation Association { get; set; }
}

/// <summary>Parameters of DeletePodIdentityAssociation.</summary>
public partial class DeletePodIdentityAssociationRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Id of the association: <c>a-</c> and 17 letters or digits.</summary>
    public string AssociationId { get; set; }
}

/// <summary>Answer to DeletePodIdentityAssociation.</summary>
public partial class DeletePodIdentityAssociationResponse : AmazonWebServiceResponse
{
    /// <summary>The association.</summary>
    public PodIdentityAssociation Association { get; set; }
}
