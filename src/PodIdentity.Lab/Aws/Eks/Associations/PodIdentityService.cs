namespace PodIdentity.Lab.Aws.Eks.Associations;

/// <summary>Names of EKS Pod Identity.</summary>
internal static class PodIdentityService
{
    public const string Principal = "pods.eks.amazonaws.com";

    public const string Audience = "pods.eks.amazonaws.com";
}
