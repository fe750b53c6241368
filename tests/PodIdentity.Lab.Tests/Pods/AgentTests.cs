using System.Net;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes;

namespace PodIdentity.Lab.Tests.Pods;

/// <summary>The agent's statuses and bodies, asked over HTTP.</summary>
public sealed class AgentTests
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task Credentials_come_in_the_agents_key_order()
    {
        await using var world = await PodWorld.StartAsync();
        var token = await PodTokenAsync(world);

        var (status, type, body) = await AskAsync(world, token);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("application/json", type);
        Assert.StartsWith("""{"AccessKeyId":"ASIAPOD","SecretAccessKey":"sk","Token":"st/+=","AccountId":"111122223333","Expiration":"20""", body, StringComparison.Ordinal);
        Assert.EndsWith("Z\"}", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Service account token cannot be empty\n")]
    [InlineData("abc", "Service account token cannot be parsed: token is malformed: token contains an invalid number of segments\n")]
    [InlineData("Bearer x.y.z", "Service account token cannot be parsed: token is malformed: could not base64 decode header: illegal base64 data at input byte 6\n")]
    public async Task Malformed_tokens_are_400_in_plain_text(string token, string expected)
    {
        await using var world = await PodWorld.StartAsync();
        await world.InstallAgentAsync();

        Assert.Equal((HttpStatusCode.BadRequest, "text/plain", expected), await AskAsync(world, token));
    }

    [Fact]
    public async Task Expired_token_and_wrong_path_and_wrong_host_are_refused()
    {
        await using var world = await PodWorld.StartAsync();
        var token = await PodTokenAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal("Service account token failed basic claim validations: token is expired\n", (await AskAsync(world, token)).Body);
        Assert.Equal((HttpStatusCode.NotFound, "text/plain", "404 page not found\n"), await AskAsync(world, token, "/v2/credentials"));
        Assert.Equal(
            "Access Denied. Called agent through invalid address, please use either [169.254.170.23 fd00:ec2::23] address not evil.test\n",
            (await AskAsync(world, token, host: "evil.test")).Body);
    }

    [Fact]
    public async Task First_refusal_is_not_cached_and_credentials_are()
    {
        await using var world = await PodWorld.StartAsync();
        var token = await PodTokenAsync(world);
        world.Cloud.EksAuthRefusal = (404, "ResourceNotFoundException", "none");

        Assert.Equal((HttpStatusCode.NotFound, "text/plain", "[request-1]: (ResourceNotFoundException): none, fault: client\n"), await AskAsync(world, token));
        world.Cloud.EksAuthRefusal = null;
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(world, token)).Status);
        world.Cloud.EksAuthRefusal = (404, "ResourceNotFoundException", "none");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(world, token)).Status);

        world.Clock.Advance(TimeSpan.FromHours(4));
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(world, token)).Status);
    }

    [Fact]
    public async Task Recoverable_error_keeps_the_old_credentials()
    {
        await using var world = await PodWorld.StartAsync();
        var token = await PodTokenAsync(world);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(world, token)).Status);

        world.Cloud.EksAuthRefusal = (503, "ServiceUnavailableException", "later");
        world.Clock.Advance(TimeSpan.FromHours(4));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(world, token)).Status);
    }

    [Fact]
    public async Task Node_without_agent_refuses_connections()
    {
        await using var world = await PodWorld.StartAsync();
        await world.InstallAgentAsync();
        Assert.NotNull(world.Workloads.Agents.CredentialsAgent(new JsonObject { ["spec"] = new JsonObject { ["nodeName"] = "node-a" } }));

        world.Store.Remove("daemonsets", "kube-system", "eks-pod-identity-agent");

        await PodWorld.UntilAsync(() => world.Workloads.Agents.CredentialsAgent(new JsonObject { ["spec"] = new JsonObject { ["nodeName"] = "node-a" } }) is null);
        await Assert.ThrowsAsync<HttpRequestException>(() => Http.GetAsync(world.Workloads.Agents.Closed, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Daemon_set_is_as_the_add_on_makes_it()
    {
        await using var world = await PodWorld.StartAsync();
        await world.InstallAgentAsync("v1.2.0-eksbuild.1");

        var set = world.Store.Get("daemonsets", "kube-system", "eks-pod-identity-agent")!;
        Assert.Equal("0.1.6", set.Label("app.kubernetes.io/version"));
        var pods = world.Store.List("pods", "kube-system").Where(pod => pod.Label("app.kubernetes.io/name") == "eks-pod-identity-agent").ToList();
        Assert.Equal(2, pods.Count);
        Assert.All(pods, pod => Assert.Null(pod.Label("app")));
        Assert.All(pods, pod => Assert.True(pod.ConditionIsTrue("Ready")));
    }

    private static async Task<string> PodTokenAsync(PodWorld world)
    {
        await world.InstallAgentAsync();
        world.CreateServiceAccount("app-sa");
        world.Cloud.Associated.Add("default/app-sa");
        JsonObject pod = await world.RunPodAsync("app", "app-sa");
        return (await world.ExecAsync(pod, "cat", "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token")).Output;
    }

    private static async Task<(HttpStatusCode Status, string? Type, string Body)> AskAsync(
        PodWorld world, string token, string path = "/v1/credentials", string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Workloads.Agents.Endpoint, path));
        if (token.Length > 0) request.Headers.TryAddWithoutValidation("Authorization", token);
        request.Headers.Host = host;
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
