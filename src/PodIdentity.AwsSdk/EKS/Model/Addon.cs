using PodIdentity.AwsSdk;

namespace Amazon.EKS.Model;

/// <summary>An add-on installed on a cluster.</summary>
public partial class Addon
{
    /// <summary>Name of the add-on, such as <c>eks-pod-identity-agent</c>.</summary>
    public string AddonName { get; set; }

    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; }

    /// <summary>Its state.</summary>
    public AddonStatus Status { get; set; }

    /// <summary>Version of the add-on, such as <c>v1.3.4-eksbuild.1</c>.</summary>
    public string AddonVersion { get; set; }

    /// <summary>What the service finds wrong with it.</summary>
    public AddonHealth Health { get; set; }

    /// <summary>ARN of the add-on.</summary>
    public string AddonArn { get; set; }

    /// <summary>When it was created, UTC.</summary>
    public DateTime? CreatedAt { get; set; }

    /// <summary>When it was last changed, UTC.</summary>
    public DateTime? ModifiedAt { get; set; }

    /// <summary>ARN of the role that the add-on takes through IAM roles for service accounts.</summary>
    public string ServiceAccountRoleArn { get; set; }

    /// <summary>Tags by key.</summary>
    public Dictionary<string, string> Tags { get; set; } = Initially.Empty<Dictionary<string, string>>();

    /// <summary>Who publishes it.</summary>
    public string Publisher { get; set; }

    /// <summary>Who owns it.</summary>
    public string Owner { get; set; }

    /// <summary>Its product in AWS Marketplace, if it is sold there.</summary>
    public MarketplaceInformation MarketplaceInformation { get; set; }

    /// <summary>The add-on's own settings, as a JSON or YAML text.</summary>
    public string ConfigurationValues { get; set; }

    /// <summary>ARNs of the associations that the add-on owns.</summary>
    public List<string> PodIdentityAssociations { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Namespace of the add-on.</summary>
    public AddonNamespaceConfigResponse NamespaceConfig { get; set; }
}

/// <summary>What the service finds wrong with an add-on.</summary>
public partial class AddonHealth
{
    /// <summary>The issues; empty when healthy.</summary>
    public List<AddonIssue> Issues { get; set; } = Initially.Empty<List<AddonIssue>>();
}

/// <summary>One thing wrong with an add-on.</summary>
public partial class AddonIssue
{
    /// <summary>What is wrong, as a code.</summary>
    public AddonIssueCode Code { get; set; }

    /// <summary>What is wrong, in words.</summary>
    public string Message { get; set; }

    /// <summary>Resources that the issue is about.</summary>
    public List<string> ResourceIds { get; set; } = Initially.Empty<List<string>>();
}

/// <summary>Namespace an add-on is installed in.</summary>
public partial class AddonNamespaceConfigResponse
{
    /// <summary>Name of the Kubernetes namespace.</summary>
    public string Namespace { get; set; }
}

/// <summary>An add-on's product in AWS Marketplace.</summary>
public partial class MarketplaceInformation
{
    /// <summary>Id of the product.</summary>
    public string ProductId { get; set; }

    /// <summary>Page of the product.</summary>
    public string ProductUrl { get; set; }
}
