namespace PodIdentity.Lab.Aws.Eks.Addons;

/// <summary>A service account of an add-on that may get a role by Pod Identity.</summary>
internal sealed record AddonServiceAccount(string Name, IReadOnlyList<string> ManagedPolicies);

/// <summary>A version, the Kubernetes versions that it runs on, and those that it is the default of.</summary>
internal sealed record AddonRelease(string Version, IReadOnlyList<string> KubernetesVersions, IReadOnlyList<string> DefaultOf);

/// <summary>An add-on as EKS offers it.</summary>
internal sealed record AddonProduct(string Name, string Type, string Owner, IReadOnlyList<AddonRelease> Releases)
{
    public string Namespace { get; init; } = "kube-system";

    public IReadOnlyList<string> ComputeTypes { get; init; } = ["ec2", "fargate", "hybrid"];

    public IReadOnlyList<AddonServiceAccount> ServiceAccounts { get; init; } = [];

    /// <summary>Whether installing it changes the cluster. The others are there to be listed and described.</summary>
    public bool IsAgent { get; init; }

    public bool RequiresIamPermissions => ServiceAccounts.Count > 0;

    public AddonRelease? Release(string version, string kubernetesVersion) =>
        Releases.FirstOrDefault(r => r.Version == version && r.KubernetesVersions.Contains(kubernetesVersion));

    public AddonRelease? DefaultFor(string kubernetesVersion) => Releases.FirstOrDefault(r => r.DefaultOf.Contains(kubernetesVersion));
}

/// <summary>The add-ons on offer, in the order of their names; of each the newest version first.</summary>
internal static class AddonCatalog
{
    public const string Agent = "eks-pod-identity-agent";

    private const string Policies = "arn:aws:iam::aws:policy/";

    private static readonly string[] AllVersions = ["1.34", "1.33", "1.32", "1.31"];

    public static IReadOnlyList<AddonProduct> Products { get; } =
    [
        new("aws-ebs-csi-driver", "storage", "aws",
        [
            new("v1.53.0-eksbuild.1", AllVersions, ["1.34", "1.33"]),
            new("v1.52.1-eksbuild.1", AllVersions, ["1.32", "1.31"]),
        ])
        {
            ServiceAccounts = [new("ebs-csi-controller-sa", [Policies + "service-role/AmazonEBSCSIDriverPolicy"])],
            ComputeTypes = ["ec2"],
        },
        new("coredns", "networking", "aws",
        [
            new("v1.12.4-eksbuild.1", ["1.34", "1.33"], ["1.34"]),
            new("v1.12.1-eksbuild.2", ["1.34", "1.33"], ["1.33"]),
            new("v1.11.4-eksbuild.24", ["1.33", "1.32", "1.31"], ["1.32", "1.31"]),
        ]),
        // The newest version is not every cluster's default, and 1.3.10 is newer than 1.3.8: as in reality.
        new(Agent, "security", "aws",
        [
            new("v1.3.10-eksbuild.2", AllVersions, ["1.34"]),
            new("v1.3.10-eksbuild.1", AllVersions, ["1.33", "1.32"]),
            new("v1.3.8-eksbuild.2", AllVersions, ["1.31"]),
        ])
        {
            ComputeTypes = ["ec2", "hybrid"],
            IsAgent = true,
        },
        new("kube-proxy", "networking", "aws",
        [
            new("v1.34.1-eksbuild.2", ["1.34"], ["1.34"]),
            new("v1.33.5-eksbuild.2", ["1.34", "1.33"], ["1.33"]),
            new("v1.32.9-eksbuild.2", ["1.34", "1.33", "1.32"], ["1.32"]),
            new("v1.31.13-eksbuild.2", AllVersions, ["1.31"]),
        ]),
        new("metrics-server", "observability", "community",
        [
            new("v0.8.0-eksbuild.3", AllVersions, AllVersions),
            new("v0.8.0-eksbuild.2", AllVersions, []),
        ]),
        new("vpc-cni", "networking", "aws",
        [
            new("v1.20.4-eksbuild.1", AllVersions, ["1.34", "1.33"]),
            new("v1.19.6-eksbuild.7", AllVersions, ["1.32", "1.31"]),
        ])
        {
            ServiceAccounts = [new("aws-node", [Policies + "AmazonEKS_CNI_Policy"])],
        },
    ];

    /// <summary>What a new cluster comes with.</summary>
    public static IEnumerable<AddonProduct> Installed => Products.Where(p => p.Name is "vpc-cni" or "coredns" or "kube-proxy");

    public static AddonProduct? Find(string name) => Products.FirstOrDefault(p => p.Name == name);
}
