using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Tests.Aws;

public sealed class AdminTests : IAsyncLifetime
{
    private readonly AwsLab _fixture = new();

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Every_request_is_listed_until_the_list_is_cleared()
    {
        await _fixture.Client.QueryAsync("sts", "GetCallerIdentity");
        await _fixture.Client.QueryAsync("iam", "GetRole", ("RoleName", "none"));
        var requests = (await _fixture.AdminAsync(HttpMethod.Get, "/requests")).Body!["requests"]!.AsArray();

        Assert.Equal(["sts GetCallerIdentity 200", "iam GetRole 404"], requests.Select(each => $"{each!["service"]} {each["operation"]} {each["status"]}"));
        Assert.All(requests, each => Assert.Equal("arn:aws:iam::111122223333:user/lab-admin", (string?)each!["caller"]));
        Assert.Equal(204, (await _fixture.AdminAsync(HttpMethod.Delete, "/requests")).Status);
        Assert.Empty((await _fixture.AdminAsync(HttpMethod.Get, "/requests")).Body!["requests"]!.AsArray());
    }

    [Fact]
    public async Task A_fault_applies_to_its_operation_as_often_as_told()
    {
        await Fault("""{"service":"iam","operation":"ListRoles","status":400,"skip":1,"count":1}""");
        Assert.Equal(200, (await _fixture.Client.QueryAsync("iam", "ListRoles")).Status);
        Assert.Equal(200, (await _fixture.Client.QueryAsync("iam", "ListPolicies")).Status);
        var throttled = await _fixture.Client.QueryAsync("iam", "ListRoles");
        Assert.Equal((400, "Throttling"), (throttled.Status, throttled["Code"]));
        Assert.Equal(200, (await _fixture.Client.QueryAsync("iam", "ListRoles")).Status);
    }

    [Fact]
    public async Task After_work_only_the_answer_is_lost()
    {
        await Fault("""{"service":"iam","operation":"TagRole","status":500,"count":1,"after-work":true}""");
        Assert.Equal(500, (await _fixture.Client.QueryAsync("iam", "TagRole", ("RoleName", "eksClusterRole"), ("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v"))).Status);
        Assert.Equal("v", (await _fixture.Client.QueryAsync("iam", "ListRoleTags", ("RoleName", "eksClusterRole")))["Value"]);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "v")]
    public async Task A_dropped_connection_is_cut_before_or_after_the_work(bool afterWork, string? tag)
    {
        await Fault($$"""{"service":"iam","operation":"TagRole","drop":true,"count":1,"after-work":{{(afterWork ? "true" : "false")}}}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => _fixture.Client.QueryAsync("iam", "TagRole", ("RoleName", "eksClusterRole"), ("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v")));
        Assert.Equal(tag, (await _fixture.Client.QueryAsync("iam", "ListRoleTags", ("RoleName", "eksClusterRole")))["Value"]);
        Assert.Equal(0, _fixture.Lab.Traffic.Log.ToList()[0].Status);
    }

    [Theory]
    [InlineData("""{"service":"iam"}""")]
    [InlineData("""{"status":200}""")]
    [InlineData("""{"status":"x"}""")]
    [InlineData("""{"status":500,"unknown":1}""")]
    [InlineData("""{"status":500,"probability":2}""")]
    public async Task A_fault_that_makes_no_sense_is_refused(string rule) =>
        Assert.Equal(400, (await _fixture.AdminAsync(HttpMethod.Post, "/faults", JsonNode.Parse(rule)!.AsObject())).Status);

    [Fact]
    public async Task Without_the_token_or_from_a_web_page_nothing_is_told()
    {
        using var http = new HttpClient();
        var address = new Uri(_fixture.Lab.Addresses.AdminEndpoint, "/requests");
        Assert.Equal(401, (int)(await http.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode);
        http.DefaultRequestHeaders.Add("Authorization", "Bearer " + _fixture.Lab.Addresses.AdminToken);
        Assert.Equal(200, (int)(await http.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode);
        http.DefaultRequestHeaders.Add("Origin", "http://example.com");
        Assert.Equal(403, (int)(await http.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode);
        http.DefaultRequestHeaders.Remove("Origin");
        http.DefaultRequestHeaders.Host = "rebound.example.com";
        Assert.Equal(403, (int)(await http.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_reset_brings_back_the_beginning_and_keeps_the_keys()
    {
        await _fixture.Client.QueryAsync("iam", "TagRole", ("RoleName", "eksClusterRole"), ("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v"));
        await _fixture.AdminAsync(HttpMethod.Put, "/options", new JsonObject { ["consistencyDelay"] = 60000 });
        Assert.Equal(TimeSpan.FromMinutes(1), _fixture.Lab.World.Options.ConsistencyDelay);
        Assert.Equal(204, (await _fixture.AdminAsync(HttpMethod.Post, "/reset")).Status);

        Assert.Null((await _fixture.Client.QueryAsync("iam", "ListRoleTags", ("RoleName", "eksClusterRole")))["Value"]);
        Assert.Equal(TimeSpan.Zero, _fixture.Lab.World.Options.ConsistencyDelay);
        Assert.Equal(200, (await _fixture.Client.SendAsync(HttpMethod.Get, "s3", "/")).Status);
    }

    private async Task Fault(string rule) => Assert.Equal(201, (await _fixture.AdminAsync(HttpMethod.Post, "/faults", JsonNode.Parse(rule)!.AsObject())).Status);
}
