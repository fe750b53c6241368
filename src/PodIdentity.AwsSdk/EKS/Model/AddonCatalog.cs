using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.EKS.Model;

/// <summary>Parameters of DescribeAddonVersions.</summary>
public partial class DescribeAddonVersionsRequest : AmazonEKSRequest
{
    /// <summary>Only versions that run on this Kubernetes version.</summary>
    public string KubernetesVersion { get; set; }

    /// <summary>At most this many entries a page; the service caps it at 100.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where the next page begins; null when there is none.</summary>
    public string NextToken { get; set; }

    /// <summary>Only this add-on.</summary>
    public string AddonName { get; set; }

    /// <summary>Only add-ons of these types.</summary>
    public List<string> Types { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Only add-ons of these publishers.</summary>
    public List<string> Publishers { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Only add-ons of these owners.</summary>
    public List<string> Owners { get; set; } = Initially.Empty<List<string>>();
}

/// <summary>Answer to DescribeAddonVersions.</summary>
public partial class DescribeAddonVersionsResponse : AmazonWebServiceResponse
{
    /// <summary>Add-ons of this page with their versions.</summary>
    public List<AddonInfo> Addons { get; set; } = Initially.Empty<List<AddonInfo>>();

    /// <summary>Where the next page begins; null when there is none.</summary>
    public string NextToken { get; set; }
}

/// <summary>Parameters of DescribeAddonConfiguration.</summary>
public partial class DescribeAddonConfigurationRequest : AmazonEKSRequest
{
    /// <summary>Name of the add-on, such as <c>eks-pod-identity-agent</c>.</summary>
    public string AddonName { get; set; }

    /// <summary>Version of the add-on, such as <c>v1.3.4-eksbuild.1</c>.</summary>
    public string AddonVersion { get; set; }
}

/// <summary>Answer to DescribeAddonConfiguration.</summary>
public partial class DescribeAddonConfigurationResponse : AmazonWebServiceResponse
{
    /// <summary>Name of the add-on, such as <c>eks-pod-identity-agent</c>.</summary>
    public string AddonName { get; set; }

    /// <summary>Version of the add-on, such as <c>v1.3.4-eksbuild.1</c>.</summary>
    public string AddonVersion { get; set; }

    /// <summary>JSON schema of the configuration values, as text.</summary>
    public string ConfigurationSchema { get; set; }

    /// <summary>Service accounts for which the add-on wants a role.</summary>
    public List<AddonPodIdentityConfiguration> PodIdentityConfiguration { get; set; } =
        Initially.Empty<List<AddonPodIdentityConfiguration>>();
}

/// <summary>An add-on on offer.</summary>
public partial class AddonInfo
{
    /// <summary>Name of the add-on, such as <c>eks-pod-identity-agent</c>.</summary>
    public string AddonName { get; set; }

    /// <summary>What it is for, such as <c>security</c>.</summary>
    public string Type { get; set; }

    /// <summary>Versions on offer.</summary>
    public List<AddonVersionInfo> AddonVersions { get; set; } = Initially.Empty<List<AddonVersionInfo>>();

    /// <summary>Who publishes it.</summary>
    public string Publisher { get; set; }

    /// <summary>Who owns it.</summary>
    public string Owner { get; set; }

    /// <summary>Its product in AWS Marketplace, if it is sold there.</summary>
    public MarketplaceInformation MarketplaceInformation { get; set; }

    /// <summary>Namespace it is installed in unless another is asked for.</summary>
    public string DefaultNamespace { get; set; }
}

/// <summary>A version of an add-on on offer.</summary>
public partial class AddonVersionInfo
{
    /// <summary>Version of the add-on, such as <c>v1.3.4-eksbuild.1</c>.</summary>
    public string AddonVersion { get; set; }

    /// <summary>Processor architectures it runs on.</summary>
    public List<string> Architecture { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Kinds of compute it runs on.</summary>
    public List<string> ComputeTypes { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Kubernetes versions it runs on.</summary>
    public List<Compatibility> Compatibilities { get; set; } = Initially.Empty<List<Compatibility>>();

    /// <summary>Whether it must be configured.</summary>
    public bool? RequiresConfiguration { get; set; }

    /// <summary>Whether it needs an IAM role.</summary>
    public bool? RequiresIamPermissions { get; set; }
}

/// <summary>A Kubernetes version that an add-on version runs on.</summary>
public partial class Compatibility
{
    /// <summary>Kubernetes version.</summary>
    public string ClusterVersion { get; set; }

    /// <summary>EKS platform versions.</summary>
    public List<string> PlatformVersions { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Whether this is what EKS installs when no version is asked for.</summary>
    public bool? DefaultVersion { get; set; }
}

/// <summary>Service account for which an add-on wants a role.</summary>
public partial class AddonPodIdentityConfiguration
{
    /// <summary>Name of the Kubernetes service account.</summary>
    public string ServiceAccount { get; set; }

    /// <summary>ARNs of managed policies that are enough for it.</summary>
    public List<string> RecommendedManagedPolicies { get; set; } = Initially.Empty<List<string>>();
}
