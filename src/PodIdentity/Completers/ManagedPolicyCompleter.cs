namespace PodIdentity.Completers;

/// <summary>Offers the AWS managed policies that pods are most often given for -ManagedPolicy; any other can be typed.</summary>
public sealed class ManagedPolicyCompleter : LocalCompleter
{
    private static readonly string[] Policies =
    [
        "AmazonDynamoDBFullAccess", "AmazonDynamoDBReadOnlyAccess",
        "AmazonEBSCSIDriverPolicy", "AmazonEFSCSIDriverPolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly",
        "AmazonRDSReadOnlyAccess",
        "AmazonS3FullAccess", "AmazonS3ReadOnlyAccess",
        "AmazonSNSFullAccess", "AmazonSNSReadOnlyAccess",
        "AmazonSQSFullAccess", "AmazonSQSReadOnlyAccess",
        "AmazonSSMReadOnlyAccess",
        "CloudWatchAgentServerPolicy", "CloudWatchLogsFullAccess", "CloudWatchLogsReadOnlyAccess",
        "AWSXRayDaemonWriteAccess",
        "ReadOnlyAccess", "SecretsManagerReadWrite", "ViewOnlyAccess",
    ];

    private protected override IReadOnlyCollection<string> FindValues() => Policies;
}
