using PodIdentity.AwsSdk;

namespace Amazon.EKS.Model;

/// <summary>A cluster.</summary>
public partial class Cluster
{
    /// <summary>Name of the cluster.</summary>
    public string Name { get; set; }

    /// <summary>Its ARN.</summary>
    public string Arn { get; set; }

    /// <summary>When it was created, UTC.</summary>
    public DateTime? CreatedAt { get; set; }

    /// <summary>Kubernetes version, such as <c>1.33</c>.</summary>
    public string Version { get; set; }

    /// <summary>URL of the Kubernetes API server; null while the cluster is being created.</summary>
    public string Endpoint { get; set; }

    /// <summary>ARN of the control plane's role.</summary>
    public string RoleArn { get; set; }

    /// <summary>Its network in the VPC.</summary>
    public VpcConfigResponse ResourcesVpcConfig { get; set; }

    /// <summary>Service addresses and their family.</summary>
    public KubernetesNetworkConfigResponse KubernetesNetworkConfig { get; set; }

    /// <summary>Identity provider of the cluster.</summary>
    public Identity Identity { get; set; }

    /// <summary>Its state.</summary>
    public ClusterStatus Status { get; set; }

    /// <summary>Authority that signed the API server's certificate; null while the cluster is being created.</summary>
    public Certificate CertificateAuthority { get; set; }

    /// <summary>EKS platform version, such as <c>eks.4</c>.</summary>
    public string PlatformVersion { get; set; }

    /// <summary>Tags by key.</summary>
    public Dictionary<string, string> Tags { get; set; } = Initially.Empty<Dictionary<string, string>>();

    /// <summary>Id of a local cluster on an Outpost; null for others.</summary>
    public string Id { get; set; }

    /// <summary>What the service finds wrong with it.</summary>
    public ClusterHealth Health { get; set; }

    /// <summary>How IAM principals get access to the cluster.</summary>
    public AccessConfigResponse AccessConfig { get; set; }

    /// <summary>EKS Auto Mode's compute; null or not enabled without Auto Mode.</summary>
    public ComputeConfigResponse ComputeConfig { get; set; }
}

/// <summary>A cluster's network in the VPC.</summary>
public partial class VpcConfigResponse
{
    /// <summary>Subnets of the control plane's network interfaces.</summary>
    public List<string> SubnetIds { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Additional security groups.</summary>
    public List<string> SecurityGroupIds { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Security group that EKS made for the cluster.</summary>
    public string ClusterSecurityGroupId { get; set; }

    /// <summary>The VPC.</summary>
    public string VpcId { get; set; }

    /// <summary>Whether the API server is reachable from the internet.</summary>
    public bool? EndpointPublicAccess { get; set; }

    /// <summary>Whether the API server is reachable inside the VPC.</summary>
    public bool? EndpointPrivateAccess { get; set; }

    /// <summary>Blocks that may reach the public endpoint.</summary>
    public List<string> PublicAccessCidrs { get; set; } = Initially.Empty<List<string>>();
}

/// <summary>A cluster's service addresses.</summary>
public partial class KubernetesNetworkConfigResponse
{
    /// <summary>Block of IPv4 service addresses.</summary>
    public string ServiceIpv4Cidr { get; set; }

    /// <summary>Block of IPv6 service addresses.</summary>
    public string ServiceIpv6Cidr { get; set; }

    /// <summary>Family of pod and service addresses; it decides on which address the Pod Identity Agent listens.</summary>
    public IpFamily IpFamily { get; set; }
}

/// <summary>Identity provider of a cluster.</summary>
public partial class Identity
{
    /// <summary>The OpenID Connect issuer.</summary>
    public OIDC Oidc { get; set; }
}

/// <summary>OpenID Connect issuer of a cluster.</summary>
public partial class OIDC
{
    /// <summary>URL of the issuer of service account tokens.</summary>
    public string Issuer { get; set; }
}

/// <summary>Certificate authority of a cluster.</summary>
public partial class Certificate
{
    /// <summary>Certificate in PEM, base64 encoded.</summary>
    public string Data { get; set; }
}

/// <summary>How IAM principals get access to a cluster.</summary>
public partial class AccessConfigResponse
{
    /// <summary>Whether the creator became an administrator.</summary>
    public bool? BootstrapClusterCreatorAdminPermissions { get; set; }

    /// <summary>Where access is looked up.</summary>
    public AuthenticationMode AuthenticationMode { get; set; }
}

/// <summary>Compute of EKS Auto Mode.</summary>
public partial class ComputeConfigResponse
{
    /// <summary>Whether it is on.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Built-in node pools in use.</summary>
    public List<string> NodePools { get; set; } = Initially.Empty<List<string>>();

    /// <summary>ARN of the role of Auto Mode's nodes.</summary>
    public string NodeRoleArn { get; set; }
}

/// <summary>What the service finds wrong with a cluster.</summary>
public partial class ClusterHealth
{
    /// <summary>The issues; empty when healthy.</summary>
    public List<ClusterIssue> Issues { get; set; } = Initially.Empty<List<ClusterIssue>>();
}

/// <summary>One thing wrong with a cluster.</summary>
public partial class ClusterIssue
{
    /// <summary>What is wrong, as a code.</summary>
    public ClusterIssueCode Code { get; set; }

    /// <summary>What is wrong, in words.</summary>
    public string Message { get; set; }

    /// <summary>Resources that the issue is about.</summary>
    public List<string> ResourceIds { get; set; } = Initially.Empty<List<string>>();
}
