using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.EKS.Model;

/// <summary>Parameters of CreateAddon.</summary>
public partial class CreateAddonRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Name of the add-on, such as <c>eks-pod-identity-agent</c>.</summary>
    public string AddonName { get; set; }

    /// <summary>Version of the add-on, such as <c>v1.3.4-eksbuild.1</c>.</summary>
    public string AddonVersion { get; set; }

    /// <summary>ARN of the role that the add-on takes through IAM roles for service accounts.</summary>
    public string ServiceAccountRoleArn { get; set; }

    /// <summary>What to do with fields that someone else has set.</summary>
    public ResolveConflicts ResolveConflicts { get; set; }

    /// <summary>Idempotency token: a repeat with the same token and parameters changes nothing. Filled in when null.</summary>
    public string ClientRequestToken { get; set; }

    /// <summary>Tags by key.</summary>
    public Dictionary<string, string> Tags { get; set; } = Initially.Empty<Dictionary<string, string>>();

    /// <summary>The add-on's own settings, as a JSON or YAML text.</summary>
    public string ConfigurationValues { get; set; }

    /// <summary>Associations to create for the add-on's service accounts.</summary>
    public List<AddonPodIdentityAssociations> PodIdentityAssociations { get; set; } =
        Initially.Empty<List<AddonPodIdentityAssociations>>();

    /// <summary>Namespace of the add-on.</summary>
    public AddonNamespaceConfigRequest NamespaceConfig { get; set; }
}

/// <summary>Answer to CreateAddon.</summary>
public partial class CreateAddonResponse : AmazonWebServiceResponse
{
    /// <summary>The add-on.</summary>
    public Addon Addon { get; set; }
}

/// <summary>Parameters of DescribeAddon.</summary>
public partial class DescribeAddonRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Name of the add-on, such as <c>eks-pod-identity-agent</c>.</summary>
    public string AddonName { get; set; }
}

/// <summary>Answer to DescribeAddon.</summary>
public partial class DescribeAddonResponse : AmazonWebServiceResponse
{
    /// <summary>The add-on.</summary>
    public Addon Addon { get; set; }
}

/// <summary>Parameters of UpdateAddon.</summary>
public partial class UpdateAddonRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Name of the add-on, such as <c>eks-pod-identity-agent</c>.</summary>
    public string AddonName { get; set; }

    /// <summary>Version of the add-on, such as <c>v1.3.4-eksbuild.1</c>.</summary>
    public string AddonVersion { get; set; }

    /// <summary>ARN of the role that the add-on takes through IAM roles for service accounts.</summary>
    public string ServiceAccountRoleArn { get; set; }

    /// <summary>What to do with fields that someone else has set.</summary>
    public ResolveConflicts ResolveConflicts { get; set; }

    /// <summary>Idempotency token: a repeat with the same token and parameters changes nothing. Filled in when null.</summary>
    public string ClientRequestToken { get; set; }

    /// <summary>The add-on's own settings, as a JSON or YAML text.</summary>
    public string ConfigurationValues { get; set; }

    /// <summary>The associations that the add-on shall own; an empty list removes them, null leaves them.</summary>
    public List<AddonPodIdentityAssociations> PodIdentityAssociations { get; set; } =
        Initially.Empty<List<AddonPodIdentityAssociations>>();
}

/// <summary>Answer to UpdateAddon.</summary>
public partial class UpdateAddonResponse : AmazonWebServiceResponse
{
    /// <summary>The update, which goes on in the background.</summary>
    public Update Update { get; set; }
}

/// <summary>Parameters of DeleteAddon.</summary>
public partial class DeleteAddonRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Name of the add-on, such as <c>eks-pod-identity-agent</c>.</summary>
    public string AddonName { get; set; }

    /// <summary>Leave the add-on's objects in the cluster and only stop managing them.</summary>
    public bool? Preserve { get; set; }
}

/// <summary>Answer to DeleteAddon.</summary>
public partial class DeleteAddonResponse : AmazonWebServiceResponse
{
    /// <summary>The add-on.</summary>
    public Addon Addon { get; set; }
}

/// <summary>Parameters of ListAddons.</summary>
public partial class ListAddonsRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>At most this many entries a page; the service caps it at 100.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where the next page begins; null when there is none.</summary>
    public string NextToken { get; set; }
}

/// <summary>Answer to ListAddons.</summary>
public partial class ListAddonsResponse : AmazonWebServiceResponse
{
    /// <summary>Names of the add-ons of this page.</summary>
    public List<string> Addons { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Where the next page begins; null when there is none.</summary>
    public string NextToken { get; set; }
}

/// <summary>Role for one of an add-on's service accounts.</summary>
public partial class AddonPodIdentityAssociations
{
    /// <summary>Name of the Kubernetes service account.</summary>
    public string ServiceAccount { get; set; }

    /// <summary>ARN of the IAM role.</summary>
    public string RoleArn { get; set; }
}

/// <summary>Namespace to install an add-on in.</summary>
public partial class AddonNamespaceConfigRequest
{
    /// <summary>Name of the Kubernetes namespace.</summary>
    public string Namespace { get; set; }
}
