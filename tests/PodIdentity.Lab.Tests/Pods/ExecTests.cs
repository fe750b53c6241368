namespace PodIdentity.Lab.Tests.Pods;

public sealed class ExecTests
{
    [Fact]
    public async Task Env_shows_the_injected_variables_in_the_webhooks_order()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreateServiceAccount("app-sa");
        world.Cloud.Associated.Add("default/app-sa");
        var pod = await world.RunPodAsync("app", "app-sa");

        var (_, output, _) = await world.ExecAsync(pod, "env");

        var names = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]).ToList();
        Assert.Equal(
            [
                "PATH", "HOSTNAME", "AWS_STS_REGIONAL_ENDPOINTS", "AWS_DEFAULT_REGION", "AWS_REGION",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "KUBERNETES_SERVICE_HOST",
            ],
            names.Take(8));
        Assert.Equal((0, "app\n", ""), await world.ExecAsync(pod, "printenv", "HOSTNAME"));
        Assert.Equal(1, (await world.ExecAsync(pod, "printenv", "NOTHING")).ExitCode);
    }

    [Fact]
    public async Task Token_file_holds_a_token_of_this_pod_without_a_newline()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreateServiceAccount("app-sa");
        world.Cloud.Associated.Add("default/app-sa");
        var pod = await world.RunPodAsync("app", "app-sa");

        var (_, token, _) = await world.ExecAsync(pod, "cat", "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token");

        Assert.DoesNotContain('\n', token);
        var claims = world.Workloads.Tokens.Verify(token);
        Assert.NotNull(claims);
        Assert.Equal(("default", "app-sa", "app"), (claims.Namespace, claims.ServiceAccount, claims.PodName));
        Assert.Equal(["pods.eks.amazonaws.com"], claims.Audiences);
        Assert.Null(world.Workloads.Tokens.Verify(token[..^3] + (token.EndsWith("AAA", StringComparison.Ordinal) ? "BBB" : "AAA")));

        world.Clock.Advance(TimeSpan.FromHours(23));
        var (_, renewed, _) = await world.ExecAsync(pod, "cat", "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token");
        Assert.NotEqual(token, renewed);

        world.Store.Remove("pods", "default", "app");
        Assert.Null(world.Workloads.Tokens.Verify(renewed));
    }

    [Theory]
    [InlineData("exec: \"sh\": executable file not found in $PATH: unknown", "sh", "-c", "id")]
    [InlineData("exec: \"/bin/bash\": stat /bin/bash: no such file or directory: unknown", "/bin/bash")]
    [InlineData("exec: \"../../bin/cat\": stat ../../bin/cat: no such file or directory: unknown", "../../bin/cat", "/etc/passwd")]
    public async Task Nothing_but_the_known_programs_starts(string text, params string[] command)
    {
        await using var world = await PodWorld.StartAsync();
        var pod = await world.RunPodAsync("app");

        var (exitCode, _, error) = await world.ExecAsync(pod, command);

        Assert.Equal(127, exitCode);
        Assert.EndsWith("OCI runtime exec failed: exec failed: unable to start container process: " + text, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/proc/self/environ")]
    [InlineData("/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/../../../../../etc/hosts")]
    public async Task Cat_reads_no_file_of_the_machine(string path)
    {
        await using var world = await PodWorld.StartAsync();
        var pod = await world.RunPodAsync("app");

        Assert.Equal((1, "", $"cat: {path}: No such file or directory\n"), await world.ExecAsync(pod, "cat", path));
    }

    [Fact]
    public async Task Exec_ends_with_its_pod()
    {
        await using var world = await PodWorld.StartAsync();
        var pod = await world.RunPodAsync("app");

        var sleeping = world.ExecAsync(pod, "sleep", "infinity");
        world.Store.Remove("pods", "default", "app");

        Assert.Equal(137, (await sleeping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ExitCode);
    }
}
