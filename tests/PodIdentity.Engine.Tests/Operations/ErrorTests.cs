using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

/// <summary>What users meet most: each is one error with its own id, and nothing is left behind.</summary>
public class ErrorTests
{
    [Fact]
    public async Task An_unknown_cluster()
    {
        await using var world = await EngineLab.StartAsync();

        var error = await ErrorOfAsync(world, "nope");

        Assert.Equal(("PodIdentity.ClusterNotFound", ErrorKind.ObjectNotFound, "nope"), (error.ErrorId, error.Kind, (string?)error.Target));
        Assert.Empty(world.Writes);
    }

    [Fact]
    public async Task A_cluster_of_the_same_name_in_another_account()
    {
        await using var world = await EngineLab.StartAsync();

        Assert.Equal("PodIdentity.ClusterNotFound", (await ErrorOfAsync(world, "arn:aws:eks:us-east-1:999999999999:cluster/eksdemo1")).ErrorId);
    }

    [Fact]
    public async Task No_credentials()
    {
        await using var world = await EngineLab.StartAsync();
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", null);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", null);
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", "/nonexistent/config");
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials");

        var error = await ErrorOfAsync(world);

        Assert.Equal(("PodIdentity.CredentialsNotFound", ErrorKind.AuthenticationError), (error.ErrorId, error.Kind));
        Assert.Contains("-ProfileName", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_nobody_answers()
    {
        await using var world = await EngineLab.StartAsync();

        var error = await ErrorOfAsync(world, connection: new() { EndpointUrl = "http://127.0.0.1:1", Region = "us-east-1" });

        Assert.Equal(("PodIdentity.EndpointUnreachable", ErrorKind.ConnectionError), (error.ErrorId, error.Kind));
    }

    [Fact]
    public async Task A_wrong_secret()
    {
        await using var world = await EngineLab.StartAsync();
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "wrong");

        Assert.Equal("PodIdentity.CredentialsRejected", (await ErrorOfAsync(world)).ErrorId);
    }

    [Fact]
    public async Task A_caller_that_the_cluster_does_not_know()
    {
        await using var world = await EngineLab.StartAsync();
        EngineLab.SignInAs(world.Lab.World.Stranger);

        var error = await ErrorOfAsync(world);

        Assert.Equal(("PodIdentity.KubernetesUnauthorized", ErrorKind.AuthenticationError), (error.ErrorId, error.Kind));
        Assert.Contains("access entry", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permission_that_is_lacking_is_named()
    {
        await using var world = await EngineLab.StartAsync();
        EngineLab.SignInAs(world.Lab.World.Viewer);

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.NewRoleAsync());

        Assert.Equal(("PodIdentity.AccessDenied", ErrorKind.PermissionDenied), (error.ErrorId, error.Kind));
        Assert.Contains("iam:CreateRole", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throttling_that_passes_is_not_noticed()
    {
        await using var world = await EngineLab.StartAsync();
        world.Fail("eks", "DescribeCluster", 429, "ThrottlingException", count: 1);

        var agent = await world.Engine.GetAgentAsync(new() { ClusterName = EngineLab.Cluster }, world.Host, TestContext.Current.CancellationToken);

        Assert.Equal(2, agent.DesiredNodes);
    }

    [Theory]
    [InlineData("not a url", "us-east-1", "PodIdentity.InvalidEndpointUrl")]
    [InlineData(null, "mars", "PodIdentity.InvalidRegion")]
    public async Task Connection_settings_that_cannot_be_right(string? url, string region, string errorId)
    {
        await using var world = await EngineLab.StartAsync();

        Assert.Equal(errorId, (await ErrorOfAsync(world, connection: new() { EndpointUrl = url, Region = region })).ErrorId);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL")]
    [InlineData("AWS_ENDPOINT_URL_IAM")]
    public async Task An_address_in_the_environment_that_cannot_be_right_is_named(string variable)
    {
        await using var world = await EngineLab.StartAsync();
        var before = Environment.GetEnvironmentVariable(variable);
        try
        {
            Environment.SetEnvironmentVariable(variable, "not a url");

            var error = await ErrorOfAsync(world);

            Assert.Equal("PodIdentity.InvalidEndpointUrl", error.ErrorId);
            Assert.Contains($"environment variable {variable}:", error.RecommendedAction, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, before);
        }
    }

    [Fact]
    public async Task Another_region_is_what_requests_are_signed_for()
    {
        await using var world = await EngineLab.StartAsync();

        var error = await ErrorOfAsync(world, connection: new() { Region = "eu-west-1" });

        // The lab is in one region only, and refuses signatures for others.
        Assert.Equal("PodIdentity.CredentialsRejected", error.ErrorId);
        Assert.Contains("region", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_that_does_not_exist()
    {
        await using var world = await EngineLab.StartAsync();

        Assert.Equal("PodIdentity.ProfileNotFound", (await ErrorOfAsync(world, connection: new() { ProfileName = "no-such-profile" })).ErrorId);
    }

    private static Task<PodIdentityException> ErrorOfAsync(EngineLab world, string cluster = EngineLab.Cluster, Connection? connection = null) =>
        Assert.ThrowsAsync<PodIdentityException>(() => world.Engine.GetAgentAsync(
            new() { ClusterName = cluster, Connection = connection ?? new() }, world.Host, TestContext.Current.CancellationToken));
}
