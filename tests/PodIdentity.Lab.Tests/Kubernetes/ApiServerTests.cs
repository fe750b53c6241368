using System.Text.Json.Nodes;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Tests.Kubernetes;

/// <summary>Who may come in, and how the server says no.</summary>
public sealed class ApiServerTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("k8s-aws-v1.unknown")]
    public async Task A_stranger_is_told_nothing(string token)
    {
        var answer = await cluster.GetAsync("/api/v1/namespaces", token);

        Assert.Equal((401, "Unauthorized", "Unauthorized"), (answer.Status, answer.Message, answer.Reason));
    }

    [Fact]
    public async Task Health_needs_no_token()
    {
        foreach (var path in (string[])["/healthz", "/livez", "/readyz"])
            Assert.Equal((200, "ok"), ((await cluster.GetAsync(path, "")).Status, (await cluster.GetAsync(path, "")).Text));
    }

    [Fact]
    public async Task A_caller_that_the_cloud_knows_has_its_arn_for_a_name()
    {
        var answer = await cluster.GetAsync("/api/v1/namespaces/default/secrets", FakeCloud.ViewerToken);

        Assert.Equal(403, answer.Status);
        Assert.Equal("secrets is forbidden: User \"arn:aws:iam::111122223333:role/Auditor\" cannot list resource \"secrets\" in API group \"\" in the namespace \"default\"", answer.Message);
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/api/v1/secrets")]
    [InlineData("/apis/batch/v1/jobs")]
    [InlineData("/api/v1/namespaces/default/pods/p/attach")]
    public async Task A_path_that_is_not_there_is_a_plain_404(string path)
    {
        var answer = await cluster.GetAsync(path);

        Assert.Equal((404, "404 page not found\n"), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task What_cannot_be_deleted_says_so()
    {
        var answer = await cluster.SendAsync(HttpMethod.Delete, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews/mine");

        Assert.Equal((405, "the server does not allow this method on the requested resource"), (answer.Status, answer.Message));
    }

    [Theory]
    [InlineData("application/json", "{", 400)]
    [InlineData("application/json", "", 400)]
    [InlineData("application/json", "[]", 400)]
    [InlineData("application/json", "{\"kind\":\"Pod\",\"kind\":\"Pod\"}", 400)]
    [InlineData("application/json", "{\"spec\":1}", 400)]
    [InlineData("application/json", "{\"metadata\":{\"labels\":{\"a\":1}}}", 400)]
    [InlineData("application/vnd.kubernetes.protobuf", "k8s", 400)]
    [InlineData("application/x-tar", "x", 415)]
    public async Task A_malformed_body_is_the_clients_fault(string contentType, string body, int status)
    {
        using var content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(contentType));
        var answer = await cluster.SendRawAsync(HttpMethod.Post, "/api/v1/namespaces/default/pods", content);

        Assert.Equal((status, "Failure"), (answer.Status, (string?)answer.Body["status"]));
    }

    [Fact]
    public async Task A_body_over_three_mebibytes_is_refused()
    {
        using var content = new ByteArrayContent(new byte[(3 * 1024 * 1024) + 1]);
        var answer = await cluster.SendRawAsync(HttpMethod.Post, "/api/v1/namespaces/default/pods", content);

        Assert.Equal((413, "Request entity too large: limit is 3145728"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Every_request_is_noted_with_operation_and_caller()
    {
        await cluster.GetAsync("/api/v1/namespaces/default/pods/noted-one");
        await cluster.GetAsync("/version", "");

        Assert.Contains("kubernetes get pods kubernetes-admin", cluster.Traffic.Seen);
        Assert.Contains("kubernetes get /version ", cluster.Traffic.Seen);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_fault_takes_the_place_of_the_answer_before_or_after_the_work(bool afterWork, bool isThere)
    {
        var home = await cluster.NewNamespaceAsync();
        cluster.Traffic.Next = new Fault(429, null, "slow down", afterWork);

        var answer = await cluster.PostAsync($"/api/v1/namespaces/{home}/pods", TestCluster.Pod("p"));

        Assert.Equal((429, "TooManyRequests", "slow down"), (answer.Status, answer.Reason, answer.Message));
        Assert.Equal(isThere, cluster.Store.Get("pods", home, "p") is not null);
    }

    [Fact]
    public async Task Discovery_lists_what_can_be_done()
    {
        var pods = (await cluster.GetAsync("/api/v1")).Body["resources"]!.AsArray().Single(entry => (string?)entry!["name"] == "pods")!;

        Assert.Equal("po", (string?)pods["shortNames"]![0]);
        Assert.Contains("apps", (await cluster.GetAsync("/apis")).Body["groups"]!.AsArray().Select(group => (string?)group!["name"]));
    }

    [Fact]
    public async Task The_kubeconfig_is_for_its_owner_only_and_goes_with_the_server()
    {
        string path;
        await using (var other = new TestCluster())
        {
            await other.InitializeAsync();
            path = other.Server.KubeconfigPath;
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Fact]
    public async Task The_webhook_that_injects_identities_can_be_read()
    {
        var webhook = (await cluster.GetAsync("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/pod-identity-webhook")).Body["webhooks"]![0]!;

        Assert.Equal(("iam-for-pods.amazonaws.com", "Ignore", "None"), ((string?)webhook["name"], (string?)webhook["failurePolicy"], (string?)webhook["sideEffects"]));
    }

    [Fact]
    public async Task Access_reviews_answer_for_the_caller()
    {
        var review = new JsonObject
        {
            ["spec"] = new JsonObject { ["resourceAttributes"] = new JsonObject { ["verb"] = "get", ["resource"] = "pods", ["subresource"] = "exec" } },
        };
        const string path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

        Assert.True((bool)(await cluster.PostAsync(path, review)).Body["status"]!["allowed"]!);
        Assert.False((bool)(await cluster.SendAsync(HttpMethod.Post, path, review, token: cluster.Server.ViewerToken)).Body["status"]!["allowed"]!);
    }
}
