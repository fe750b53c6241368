namespace PodIdentity.Tests.Support;

/// <summary>Results as the engine gives them.</summary>
internal static class Sample
{
    public static Agent Agent(string clusterName = "eksdemo1") => new()
    {
        ClusterName = clusterName,
        Region = "us-east-1",
        Source = AgentSource.AddOn,
        Status = "ACTIVE",
        AddonVersion = "v1.3.10-eksbuild.2",
        DesiredNodes = 2,
        ReadyNodes = 1,
        HealthIssues = [new AgentHealthIssue("InsufficientNumberOfReplicas", "The add-on is unhealthy.", ["eks-pod-identity-agent"])],
        Nodes =
        [
            new AgentNode("node-1", Expected: true, Ready: true, "eks-pod-identity-agent-a", null),
            new AgentNode("node-2", Expected: true, Ready: false, "eks-pod-identity-agent-b", "ImagePullBackOff"),
        ],
        Change = Change.Created,
        Elapsed = TimeSpan.FromSeconds(1.5),
    };

    public static Role Role(string roleName = "reader") => new()
    {
        RoleName = roleName,
        RoleArn = $"arn:aws:iam::111122223333:role/{roleName}",
        ManagedPolicy = ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
        TrustPolicy = "{}",
        Description = "of the role",
        Tag = new Dictionary<string, string> { ["owner"] = "role" },
        Change = Change.Created,
    };

    public static Association Association(string serviceAccount = "aws-cli-sa") => new()
    {
        ClusterName = "eksdemo1",
        Region = "us-east-1",
        Namespace = "default",
        ServiceAccount = serviceAccount,
        RoleArn = "arn:aws:iam::111122223333:role/reader",
        RoleName = "reader",
        AssociationId = "a-abcdefghijklmnop1",
        AssociationArn = "arn:aws:eks:us-east-1:111122223333:podidentityassociation/eksdemo1/a-abcdefghijklmnop1",
        Tag = new Dictionary<string, string> { ["owner"] = "association" },
    };

    public static Workload Workload(string name = "web") => new()
    {
        ClusterName = "eksdemo1",
        Region = "us-east-1",
        Namespace = "default",
        ServiceAccount = "aws-cli-sa",
        Kind = "Deployment",
        Name = name,
        StalePods = 2,
        Change = Change.Updated,
        Elapsed = TimeSpan.FromSeconds(12),
    };

    public static S3AccessResult Denied() => new()
    {
        ClusterName = "eksdemo1",
        Region = "us-east-1",
        Namespace = "default",
        ServiceAccount = "aws-cli-sa",
        Allowed = false,
        PrincipalArn = "arn:aws:sts::111122223333:assumed-role/eksdemo1-NodeInstanceRole/i-0123456789abcdef0",
        IdentitySource = IdentitySource.NodeRole,
        ErrorCode = "AccessDenied",
        ErrorMessage = "An error occurred (AccessDenied) when calling the ListBuckets operation: User: arn:aws:sts::111122223333:assumed-role/"
            + "eksdemo1-NodeInstanceRole/i-0123456789abcdef0 is not authorized to perform: s3:ListAllMyBuckets because no identity-based "
            + "policy allows the s3:ListAllMyBuckets action",
        DeniedBy = "no identity-based policy",
        InjectedEnvironment = new Dictionary<string, string> { ["AWS_REGION"] = "us-east-1" },
        PodName = "podidentity-probe-x7k2p",
        NodeName = "node-1",
        Cause = "The service account has no pod identity association, so the pod runs as its node.",
        Fix = "New-PodIdentityAssociation -ClusterName eksdemo1 -Namespace default -ServiceAccount aws-cli-sa -RoleName <role>",
        Elapsed = TimeSpan.FromSeconds(2),
    };

    public static S3AccessResult Allowed() => Denied() with
    {
        Allowed = true,
        Buckets = ["eksdemo1-data", "eksdemo1-logs"],
        PrincipalArn = "arn:aws:sts::111122223333:assumed-role/reader/eks-eksdemo1-podidentit-7a3b",
        IdentitySource = IdentitySource.PodIdentity,
        ErrorCode = null,
        ErrorMessage = null,
        DeniedBy = null,
        InjectedEnvironment = new Dictionary<string, string>
        {
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://169.254.170.23/v1/credentials",
            ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token",
        },
        Cause = null,
        Fix = null,
    };

    public static Check Check() => new()
    {
        ClusterName = "eksdemo1",
        Region = "us-east-1",
        Namespace = "default",
        ServiceAccount = "sa",
        Name = "Association",
        Status = CheckStatus.Failed,
        Evidence = "EKS lists no association of default/sa in cluster eksdemo1.",
        CauseId = Causes.AssociationMissing.Id,
        Cause = Causes.AssociationMissing.Explanation,
        Fix = "New-PodIdentityAssociation -ClusterName eksdemo1 -Namespace default -ServiceAccount sa -RoleName <role>",
        Target = "default/sa",
        IsRootCause = true,
    };
}
