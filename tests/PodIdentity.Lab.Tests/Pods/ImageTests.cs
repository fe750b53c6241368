using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes;
using PodIdentity.Lab.Kubernetes.Pods;

namespace PodIdentity.Lab.Tests.Pods;

public sealed class ImageTests
{
    private const string Pulling = "failed to pull and unpack image ";

    [Theory]
    [InlineData("amazon/aws-cli")]
    [InlineData("nginx:1.29")]
    [InlineData("localhost:5000/team/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("602401143452.dkr.ecr.us-east-1.amazonaws.com/eks/eks-pod-identity-agent:v0.1.37")]
    public void Images_are_there(string image) => Assert.Null(ImagePull.Check(image, onWindows: false));

    [Theory]
    [InlineData("Nginx:1", "Failed to apply default image tag \"Nginx:1\": couldn't parse image name \"Nginx:1\": invalid reference format: repository name (library/Nginx) must be lowercase")]
    [InlineData("nginx:", "Failed to apply default image tag \"nginx:\": couldn't parse image name \"nginx:\": invalid reference format")]
    [InlineData("my image", "Failed to apply default image tag \"my image\": couldn't parse image name \"my image\": invalid reference format")]
    [InlineData("registry.invalid/app:1", "rpc error: code = Unknown desc = " + Pulling + "\"registry.invalid/app:1\": failed to resolve reference \"registry.invalid/app:1\": failed to do request: Head \"https://registry.invalid/v2/app/manifests/1\": dial tcp: lookup registry.invalid on 192.168.0.2:53: no such host")]
    [InlineData("nginx:does-not-exist", "rpc error: code = NotFound desc = " + Pulling + "\"docker.io/library/nginx:does-not-exist\": failed to resolve reference \"docker.io/library/nginx:does-not-exist\": docker.io/library/nginx:does-not-exist: not found")]
    [InlineData("acme/does-not-exist", "rpc error: code = Unknown desc = " + Pulling + "\"docker.io/acme/does-not-exist:latest\": failed to resolve reference \"docker.io/acme/does-not-exist:latest\": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed")]
    public void Images_that_cannot_be_had_are_told_in_containerds_words(string image, string problem) =>
        Assert.Equal(problem, ImagePull.Check(image, onWindows: false)?.Message);

    [Fact]
    public void Windows_nodes_have_no_Linux_images()
    {
        Assert.EndsWith("no match for platform in manifest: not found", ImagePull.Check("amazon/aws-cli", onWindows: true)!.Message, StringComparison.Ordinal);
        Assert.Null(ImagePull.Check("mcr.microsoft.com/windows/servercore:ltsc2022", onWindows: true));
    }

    [Fact]
    public async Task A_pod_whose_image_cannot_be_pulled_waits_and_its_events_say_why()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreatePod("app", """{"containers":[{"name":"main","image":"registry.invalid/app:1"}]}""");
        await PodWorld.UntilAsync(() => Waiting(world, "app").Text("reason") == "ImagePullBackOff");

        Assert.Equal("Back-off pulling image \"registry.invalid/app:1\"", Waiting(world, "app").Text("message"));
        Assert.Equal("Pending", world.Store.Get("pods", "default", "app").Text("status", "phase"));
        await PodWorld.UntilAsync(() => Told(world, "app").Count == 6);
        Assert.Equal(["Scheduled", "Pulling", "Failed", "Failed", "BackOff", "Failed"], Told(world, "app").Select(told => told.Reason));
        Assert.StartsWith("Failed to pull image \"registry.invalid/app:1\": rpc error: code = Unknown desc = failed to pull and unpack image", Told(world, "app")[2].Message, StringComparison.Ordinal);
        Assert.Equal(["Error: ErrImagePull", "Error: ImagePullBackOff"], Told(world, "app").Select(told => told.Message).Where(message => message!.StartsWith("Error", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_malformed_name_is_never_pulled()
    {
        await using var world = await PodWorld.StartAsync();
        world.CreatePod("app", """{"containers":[{"name":"main","image":"Nginx"}]}""");
        await PodWorld.UntilAsync(() => Waiting(world, "app").Text("reason") == "InvalidImageName");
        await PodWorld.UntilAsync(() => Told(world, "app").Count == 3);

        Assert.Equal(["Scheduled", "InspectFailed", "Failed"], Told(world, "app").Select(told => told.Reason));
        Assert.Equal("Error: InvalidImageName", Told(world, "app")[^1].Message);
    }

    private static JsonNode? Waiting(PodWorld world, string pod) =>
        world.Store.Get("pods", "default", pod).Items("status", "containerStatuses").FirstOrDefault().At("state", "waiting");

    private static List<(string? Reason, string? Message)> Told(PodWorld world, string pod) =>
        [.. world.Store.List("events", "default").Where(told => told.Text("involvedObject", "name") == pod)
            .OrderBy(told => told.Version()).Select(told => (told.Text("reason"), told.Text("message")))];
}
