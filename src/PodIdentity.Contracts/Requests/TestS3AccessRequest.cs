namespace PodIdentity;

/// <summary>Asks what a pod of a service account may do on S3.</summary>
public sealed record TestS3AccessRequest : ServiceAccountRequest
{
    /// <summary>Run in this pod, which must have the AWS CLI; null for a probe pod made for the test.</summary>
    public string? PodName { get; init; }

    /// <summary>Restart <see cref="PodName"/> first, so that it gets what the association gives; its workload is rolled, a bare pod is created anew.</summary>
    public bool Restart { get; init; }

    /// <summary>Container of <see cref="PodName"/>; its first one when left out.</summary>
    public string? ContainerName { get; init; }

    /// <summary>Image of the probe pod; must hold the AWS CLI.</summary>
    public string Image { get; init; } = "public.ecr.aws/aws-cli/aws-cli:latest";

    /// <summary>Node that the probe pod must run on; null for any.</summary>
    public string? NodeName { get; init; }

    /// <summary>List the objects of this bucket too.</summary>
    public string? Bucket { get; init; }

    /// <summary>Create the service account when it is missing.</summary>
    public bool CreateServiceAccount { get; init; }

    /// <summary>Leave the probe pod for a look by hand; <c>Remove-PodIdentitySetup</c> removes it.</summary>
    public bool Keep { get; init; }
}
