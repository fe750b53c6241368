using PodIdentity.AwsSdk;

namespace Amazon.EKS.Model;

/// <summary>Role of a service account, given through EKS Pod Identity.</summary>
public partial class PodIdentityAssociation
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Name of the Kubernetes namespace.</summary>
    public string Namespace { get; set; }

    /// <summary>Name of the Kubernetes service account.</summary>
    public string ServiceAccount { get; set; }

    /// <summary>ARN of the role that the pods get.</summary>
    public string RoleArn { get; set; }

    /// <summary>ARN of the association.</summary>
    public string AssociationArn { get; set; }

    /// <summary>Id of the association: <c>a-</c> and 17 letters or digits.</summary>
    public string AssociationId { get; set; }

    /// <summary>Tags by key.</summary>
    public Dictionary<string, string> Tags { get; set; } = Initially.Empty<Dictionary<string, string>>();

    /// <summary>When it was created, UTC.</summary>
    public DateTime? CreatedAt { get; set; }

    /// <summary>When it was last changed, UTC.</summary>
    public DateTime? ModifiedAt { get; set; }

    /// <summary>ARN of the add-on that owns the association; null when nobody does.</summary>
    public string OwnerArn { get; set; }

    /// <summary>Leave out the six session tags that EKS otherwise sets; needed for <see cref="Policy"/>.</summary>
    public bool? DisableSessionTags { get; set; }

    /// <summary>ARN of a second role, possibly in another account, that the first one assumes.</summary>
    public string TargetRoleArn { get; set; }

    /// <summary>External id with which the target role is assumed.</summary>
    public string ExternalId { get; set; }

    /// <summary>Session policy (JSON) that narrows the permissions.</summary>
    public string Policy { get; set; }
}

/// <summary>An association as lists show it: without its role.</summary>
public partial class PodIdentityAssociationSummary
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Name of the Kubernetes namespace.</summary>
    public string Namespace { get; set; }

    /// <summary>Name of the Kubernetes service account.</summary>
    public string ServiceAccount { get; set; }

    /// <summary>ARN of the association.</summary>
    public string AssociationArn { get; set; }

    /// <summary>Id of the association: <c>a-</c> and 17 letters or digits.</summary>
    public string AssociationId { get; set; }

    /// <summary>ARN of the add-on that owns the association; null when nobody does.</summary>
    public string OwnerArn { get; set; }
}
