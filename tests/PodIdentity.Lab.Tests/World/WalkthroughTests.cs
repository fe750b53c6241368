namespace PodIdentity.Lab.Tests.World;

/// <summary>The whole story, told by <c>aws</c> and <c>kubectl</c> alone.</summary>
public sealed class WalkthroughTests
{
    private static readonly string[] Buckets = ["eksdemo1-app-assets", "eksdemo1-backups", "eksdemo1-logs"];

    [Fact]
    public async Task From_the_node_role_to_the_pods_own_and_back()
    {
        await using var lab = await JudgedLab.StartAsync();
        await lab.InstallAgentAsync();
        await lab.KubectlAsync("create", "serviceaccount", "app-sa");
        await lab.RunPodAsync("aws-cli", "app-sa");
        await AssertNodeIsDeniedAsync(lab, "aws-cli");

        await lab.CreateRoleAsync("pod-reader");
        var association = await lab.AssociateAsync("app-sa", "pod-reader");
        await AssertNodeIsDeniedAsync(lab, "aws-cli");

        await lab.ReplacePodAsync("aws-cli", "app-sa");
        await AssertListsBucketsAsync(lab, "aws-cli");
        Assert.Matches(
            "\tarn:aws:sts::111122223333:assumed-role/pod-reader/eks-eksdemo1-aws-cli-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\t",
            (await lab.ExecAsync("aws-cli", "aws", "sts", "get-caller-identity", "--output", "text")).Output);

        await lab.AwsAsync("eks", "delete-pod-identity-association", "--cluster-name", "eksdemo1", "--association-id", association);
        await AssertListsBucketsAsync(lab, "aws-cli");
        await lab.ReplacePodAsync("aws-cli", "app-sa");
        await AssertNodeIsDeniedAsync(lab, "aws-cli");
    }

    [Fact]
    public async Task The_webhook_adds_five_variables_in_its_order()
    {
        await using var lab = await JudgedLab.StartAsync();
        await lab.CreateRoleAsync("pod-reader");
        await lab.AssociateAsync("default", "pod-reader");
        await lab.RunPodAsync("app", "default");

        Assert.Equal(
            [
                "AWS_STS_REGIONAL_ENDPOINTS=regional",
                "AWS_DEFAULT_REGION=us-east-1",
                "AWS_REGION=us-east-1",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token",
            ],
            (await lab.ExecAsync("app", "env")).Output.Split('\n').Where(line => line.StartsWith("AWS_", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_updated_association_is_for_pods_to_come()
    {
        await using var lab = await JudgedLab.StartAsync();
        await lab.InstallAgentAsync();
        await lab.CreateRoleAsync("first");
        await lab.CreateRoleAsync("second", readsS3: false);
        var association = await lab.AssociateAsync("default", "first");
        await lab.RunPodAsync("running", "default");
        await AssertListsBucketsAsync(lab, "running");

        await lab.AwsAsync("eks", "update-pod-identity-association", "--cluster-name", "eksdemo1", "--association-id", association, "--role-arn", JudgedLab.RoleArn("second"));
        await AssertListsBucketsAsync(lab, "running");

        await lab.RunPodAsync("later", "default");
        var denied = await lab.ExecAsync("later", "aws", "s3", "ls");
        Assert.Equal(254, denied.ExitCode);
        Assert.Contains("User: arn:aws:sts::111122223333:assumed-role/second/eks-eksdemo1-later-", denied.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_made_again_under_its_name_is_another_one()
    {
        await using var lab = await JudgedLab.StartAsync();
        await lab.InstallAgentAsync();
        await lab.CreateRoleAsync("reader");
        await lab.AssociateAsync("default", "reader");
        await lab.AwsAsync("iam", "detach-role-policy", "--role-name", "reader", "--policy-arn", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess");
        await lab.AwsAsync("iam", "delete-role", "--role-name", "reader");
        await lab.CreateRoleAsync("reader");

        await lab.RunPodAsync("app", "default");
        var refused = await lab.ExecAsync("app", "aws", "s3", "ls");
        Assert.Equal(255, refused.ExitCode);
        Assert.Contains("(AccessDeniedException): Unauthorized Exception! EKS does not have permissions to assume the associated role., fault: client", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boto3_takes_a_pods_token_to_the_agent_and_acts_as_the_pod()
    {
        await using var lab = await JudgedLab.StartAsync();
        await lab.InstallAgentAsync();
        await lab.CreateRoleAsync("reader");
        await lab.AssociateAsync("default", "reader");
        await lab.RunPodAsync("app", "default");
        var token = (await lab.ExecAsync("app", "cat", "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token")).Output;

        const string Script = """
            import boto3
            print(boto3.Session().get_credentials().method)
            print(*[bucket['Name'] for bucket in boto3.client('s3').list_buckets()['Buckets']])
            print(boto3.client('sts').get_caller_identity()['Arn'].rsplit('/', 1)[0])
            """;
        var told = await lab.PythonAsync(Script,
            ("AWS_ACCESS_KEY_ID", null), ("AWS_SECRET_ACCESS_KEY", null), ("AWS_CONTAINER_AUTHORIZATION_TOKEN", token),
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", new Uri(lab.Lab.Addresses.AgentEndpoint, "/v1/credentials").ToString()));
        Assert.Equal($"container-role\n{string.Join(' ', Buckets)}\narn:aws:sts::111122223333:assumed-role/reader\n", told);
    }

    private static async Task AssertListsBucketsAsync(JudgedLab lab, string pod)
    {
        var listed = await lab.ExecAsync(pod, "aws", "s3", "ls");
        Assert.True(listed.ExitCode == 0, listed.Error);
        Assert.Equal(Buckets, listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[^1]));
    }

    private static async Task AssertNodeIsDeniedAsync(JudgedLab lab, string pod)
    {
        var denied = await lab.ExecAsync(pod, "aws", "s3", "ls");
        Assert.Equal((254, ""), (denied.ExitCode, denied.Output));
        Assert.Matches(
            "^An error occurred \\(AccessDenied\\) when calling the ListBuckets operation: User: arn:aws:sts::111122223333:assumed-role/"
            + lab.NodeRoleName
            + "/i-[0-9a-f]{17} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action$",
            denied.Error);
    }
}
