namespace PodIdentity.Lab.Tests.Pods;

/// <summary>Pods that run the machine's own AWS CLI.</summary>
public sealed class MachineAwsTests
{
    [Fact]
    public async Task Real_cli_says_the_same_as_the_built_in_one()
    {
        SkipWithoutCli();
        await using var world = await PodWorld.StartAsync(new LabOptions { AwsCli = true, PodStartDelay = TimeSpan.FromMilliseconds(1) });
        await world.InstallAgentAsync();
        world.CreateServiceAccount("app-sa");
        world.Cloud.Associated.Add("default/app-sa");
        var with = await world.RunPodAsync("with", "app-sa");
        var without = await world.RunPodAsync("without");

        Assert.Equal((0, "2026-11-23 22:15:36 demo-logs\n", ""), await world.ExecAsync(with, "aws", "s3", "ls"));
        var (exitCode, _, error) = await world.ExecAsync(without, "aws", "s3", "ls");
        Assert.NotEqual(0, exitCode);
        Assert.StartsWith(
            "An error occurred (AccessDenied) when calling the ListBuckets operation: User: arn:aws:sts::111122223333:assumed-role/NodeRole/i-",
            error.TrimStart('\n'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3", "cp", "/etc/passwd", "s3://demo-logs")]
    [InlineData("s3", "ls", "--endpoint-url", "http://127.0.0.1:1")]
    [InlineData("s3", "ls", "--profile", "file:///etc/passwd")]
    [InlineData("configure", "list", "--cli-input-json", "file:///etc/passwd")]
    public async Task Real_cli_is_not_started_for_what_pods_may_not_do(params string[] arguments)
    {
        await using var world = await PodWorld.StartAsync(new LabOptions { AwsCli = true, PodStartDelay = TimeSpan.FromMilliseconds(1) });
        var pod = await world.RunPodAsync("app");

        Assert.Equal(252, (await world.ExecAsync(pod, ["aws", .. arguments])).ExitCode);
    }

    private static void SkipWithoutCli() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, "aws"))), "aws is not installed");
}
