namespace PodIdentity.Lab.Tests.Pods;

public sealed class AwsInPodTests
{
    [Fact]
    public async Task Pod_without_association_lists_buckets_as_the_node_role_and_is_denied()
    {
        await using var world = await PodWorld.StartAsync();
        var pod = await world.RunPodAsync("app");

        var (exitCode, output, error) = await world.ExecAsync(pod, "aws", "s3", "ls");

        Assert.Equal(254, exitCode);
        Assert.Equal("", output);
        Assert.Equal(
            "\nAn error occurred (AccessDenied) when calling the ListBuckets operation: "
                + "User: arn:aws:sts::111122223333:assumed-role/NodeRole/i-0123456789abcdef0 is not authorized to perform: s3:ListAllMyBuckets "
                + "because no identity-based policy allows the s3:ListAllMyBuckets action\n",
            error);
    }

    [Fact]
    public async Task Pod_with_association_lists_buckets_through_the_agent_of_its_node()
    {
        await using var world = await PodWorld.StartAsync();
        await world.InstallAgentAsync();
        world.CreateServiceAccount("app-sa");
        world.Cloud.Associated.Add("default/app-sa");
        var pod = await world.RunPodAsync("app", "app-sa");

        Assert.Equal((0, "2026-11-23 22:15:36 demo-logs\n", ""), await world.ExecAsync(pod, "aws", "s3", "ls"));
        Assert.Equal(
            (0, "111122223333\tarn:aws:sts::111122223333:assumed-role/S3Role/eks-eksdemo1-app-1\tAROA:x\n", ""),
            await world.ExecAsync(pod, "aws", "sts", "get-caller-identity", "--output", "text"));
        Assert.Equal(1, world.Cloud.EksAuthCalls);
    }

    [Fact]
    public async Task Objects_of_a_bucket_come_from_all_pages()
    {
        await using var world = await PodWorld.StartAsync();
        var pod = await world.RunPodAsync("app");

        Assert.Equal(
            (0, "                           PRE logs/\n2026-11-23 22:15:36          5 a.txt\n2026-11-23 22:15:37       1234 b.txt\n", ""),
            await world.ExecAsync(pod, "aws", "s3", "ls", "s3://demo-logs"));
        Assert.Equal((1, "", ""), await world.ExecAsync(pod, "aws", "s3", "ls", "s3://demo-logs/none"));
    }

    [Fact]
    public async Task Missing_agent_is_an_error_and_does_not_fall_through_to_the_node_role()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreateServiceAccount("app-sa");
        world.Cloud.Associated.Add("default/app-sa");
        var pod = await world.RunPodAsync("app", "app-sa");

        var (exitCode, _, error) = await world.ExecAsync(pod, "aws", "s3", "ls");

        Assert.Equal(255, exitCode);
        Assert.Contains("Error when retrieving credentials from container-role: ", error, StringComparison.Ordinal);
        Assert.Contains("Could not connect to the endpoint URL: \"http://169.254.170.23/v1/credentials\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_of_EKS_Auth_reaches_the_pod_with_its_text_after_three_attempts()
    {
        await using var world = await PodWorld.StartAsync();
        await world.InstallAgentAsync();
        world.CreateServiceAccount("app-sa");
        world.Cloud.Associated.Add("default/app-sa");
        world.Cloud.EksAuthRefusal = (400, "AccessDeniedException", "Unauthorized Exception! EKS does not have permissions to assume the associated role.");
        var pod = await world.RunPodAsync("app", "app-sa");

        var (exitCode, _, error) = await world.ExecAsync(pod, "aws", "s3", "ls");

        Assert.Equal(255, exitCode);
        Assert.Equal(
            "Error when retrieving credentials from container-role: Error retrieving metadata: Received non 200 response 400 from container metadata: "
                + "[request-1]: (AccessDeniedException): Unauthorized Exception! EKS does not have permissions to assume the associated role., fault: client",
            error.Trim());
        Assert.Equal(3, world.Cloud.EksAuthCalls);
    }

    [Fact]
    public async Task Static_keys_win_and_an_unsupported_host_is_refused()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreatePod("keys", """
            {"containers":[{"name":"main","image":"amazon/aws-cli","command":["sleep","infinity"],"env":[
              {"name":"AWS_ACCESS_KEY_ID","value":"ASIAPOD"},{"name":"AWS_SECRET_ACCESS_KEY","value":"s"},
              {"name":"AWS_CONTAINER_CREDENTIALS_FULL_URI","value":"http://example.com/"}]}]}
            """);
        world.CreatePod("host", """
            {"containers":[{"name":"main","image":"amazon/aws-cli","command":["sleep","infinity"],"env":[
              {"name":"AWS_CONTAINER_CREDENTIALS_FULL_URI","value":"http://example.com/"}]}]}
            """);

        Assert.Equal(0, (await world.ExecAsync(await world.PodInPhaseAsync("keys", "Running"), "aws", "s3", "ls")).ExitCode);
        var (exitCode, _, error) = await world.ExecAsync(await world.PodInPhaseAsync("host", "Running"), "aws", "s3", "ls");
        Assert.Equal(255, exitCode);
        Assert.Equal(
            "\nUnsupported host 'example.com'.  Can only retrieve metadata from a loopback address or one of these hosts: "
                + "169.254.170.2, 169.254.170.23, fd00:ec2::23, localhost\n",
            error);
    }

    [Theory]
    [InlineData("ec2", "describe-instances")]
    [InlineData("s3", "cp", "/etc/passwd", "s3://demo-logs")]
    [InlineData("s3", "ls", "--endpoint-url", "http://127.0.0.1:1")]
    public async Task Other_commands_and_options_are_usage_errors(params string[] arguments)
    {
        await using var world = await PodWorld.StartAsync();
        var pod = await world.RunPodAsync("app");

        Assert.Equal(252, (await world.ExecAsync(pod, ["aws", .. arguments])).ExitCode);
    }

    [Fact]
    public async Task Web_identity_fails_as_in_an_account_without_the_provider()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreateServiceAccount("irsa");
        world.Store.Update("serviceaccounts", "default", "irsa", account =>
            account["metadata"]!["annotations"] = new System.Text.Json.Nodes.JsonObject { ["eks.amazonaws.com/role-arn"] = "arn:aws:iam::111122223333:role/R" });
        var pod = await world.RunPodAsync("app", "irsa");

        var (exitCode, _, error) = await world.ExecAsync(pod, "aws", "s3", "ls");

        Assert.Equal(254, exitCode);
        Assert.StartsWith("\nAn error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: No OpenIDConnect", error, StringComparison.Ordinal);
    }
}
