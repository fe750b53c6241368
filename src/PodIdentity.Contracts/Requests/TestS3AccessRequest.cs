namespace PodIdentity;

/// <summary>Asks what a pod of a service account may do on S3.</summary>
public sealed record TestS3AccessRequest : ServiceAccountRequest
{
    /// <summary>Run in this pod, which must have the AWS CLI; null for a probe pod made for the test.</summary>
    public string? PodName { get; init; }

    /// <summary>Container of <see cref="PodName"/>; its first one when left out.</summary>
    public string? ContainerName { get; init; }

    /// <summary>Image of the probe pod; must hold the AWS CLI.</summary>
    public string Image { get; init; } = "public.ecr.aws/aws-cli/aws-cli:latest";

    /// <summary>Create the service account when it is missing.</summary>
    public bool CreateServiceAccount { get; init; }

    /// <summary>Leave the probe pod for a look by hand; <c>Remove-PodIdentitySetup</c> removes it.</summary>
    public bool KeepPod { get; init; }
}
