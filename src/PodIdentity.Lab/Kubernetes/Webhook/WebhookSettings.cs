namespace PodIdentity.Lab.Kubernetes.Webhook;

/// <summary>The flags the webhook runs with. EKS sets a region and regional STS endpoints: its pods show all five variables.</summary>
internal sealed record WebhookSettings
{
    /// <summary>Empty: no region variables are added.</summary>
    public required string Region { get; init; }

    public bool RegionalSts { get; init; } = true;

    /// <summary>Pods of an IPv6 cluster are given the agent's other address.</summary>
    public Func<bool> IsIpv6 { get; init; } = () => false;

    public string CredentialsUri => IsIpv6() ? "http://[fd00:ec2::23]/v1/credentials" : "http://169.254.170.23/v1/credentials";

    /// <summary>The next integer from a range with both ends included; replaced in tests.</summary>
    public Func<int, int, int> Random { get; init; } = (low, high) => System.Random.Shared.Next(low, high + 1);
}

/// <summary>How a pod gets its credentials, and what the mutation calls things.</summary>
internal sealed record IdentityMethod(string Audience, string MountDirectory, string VolumeName, string TokenPath)
{
    public const int DefaultExpiration = 86400;
    public const int MinimumExpiration = 600;
    public const int EarliestJitteredExpiration = 79200;

    public static readonly IdentityMethod PodIdentity = new(
        "pods.eks.amazonaws.com",
        "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount",
        "eks-pod-identity-token",
        "eks-pod-identity-token");

    public static readonly IdentityMethod WebIdentity = new(
        "sts.amazonaws.com",
        "/var/run/secrets/eks.amazonaws.com/serviceaccount",
        "aws-iam-token",
        "token");
}
