using System.Text.Json.Nodes;
using Amazon.EKS;

namespace PodIdentity.AwsSdk.Tests;

public sealed class EksRequestTests
{
    private const string Arn = "arn:aws:eks:us-east-1:111122223333:podidentityassociation/eksdemo1/a-0123456789abcdefg";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, Func<IAmazonEKS, Task>> Routes => new()
    {
        { "GET /clusters", eks => eks.ListClustersAsync(new(), Cancel) },
        { "GET /clusters?maxResults=5&nextToken=a%2Bb%3D", eks => eks.ListClustersAsync(new() { MaxResults = 5, NextToken = "a+b=" }, Cancel) },
        { "GET /clusters/eksdemo1", eks => eks.DescribeClusterAsync(new() { Name = "eksdemo1" }, Cancel) },
        { "GET /clusters/eksdemo1/addons", eks => eks.ListAddonsAsync(new() { ClusterName = "eksdemo1" }, Cancel) },
        { "GET /clusters/eksdemo1/addons/x", eks => eks.DescribeAddonAsync(new() { ClusterName = "eksdemo1", AddonName = "x" }, Cancel) },
        { "DELETE /clusters/eksdemo1/addons/x", eks => eks.DeleteAddonAsync(new() { ClusterName = "eksdemo1", AddonName = "x" }, Cancel) },
        { "DELETE /clusters/eksdemo1/addons/x?preserve=true", eks => eks.DeleteAddonAsync(new() { ClusterName = "eksdemo1", AddonName = "x", Preserve = true }, Cancel) },
        { "GET /addons/supported-versions?addonName=x&kubernetesVersion=1.33&types=networking&types=security", eks => eks.DescribeAddonVersionsAsync(new() { AddonName = "x", KubernetesVersion = "1.33", Types = ["networking", "security"] }, Cancel) },
        { "GET /addons/configuration-schemas?addonName=x&addonVersion=v1", eks => eks.DescribeAddonConfigurationAsync(new() { AddonName = "x", AddonVersion = "v1" }, Cancel) },
        { "GET /clusters/eksdemo1/updates/u-1?addonName=x", eks => eks.DescribeUpdateAsync(new() { Name = "eksdemo1", UpdateId = "u-1", AddonName = "x" }, Cancel) },
        { "GET /clusters/eksdemo1/pod-identity-associations?namespace=default&serviceAccount=aws-cli-sa", eks => eks.ListPodIdentityAssociationsAsync(new() { ClusterName = "eksdemo1", Namespace = "default", ServiceAccount = "aws-cli-sa" }, Cancel) },
        { "GET /clusters/eksdemo1/pod-identity-associations/a-1", eks => eks.DescribePodIdentityAssociationAsync(new() { ClusterName = "eksdemo1", AssociationId = "a-1" }, Cancel) },
        { "DELETE /clusters/eksdemo1/pod-identity-associations/a-1", eks => eks.DeletePodIdentityAssociationAsync(new() { ClusterName = "eksdemo1", AssociationId = "a-1" }, Cancel) },
        { "GET /clusters/eksdemo1/node-groups", eks => eks.ListNodegroupsAsync(new() { ClusterName = "eksdemo1" }, Cancel) },
        { "GET /clusters/eksdemo1/node-groups/ng", eks => eks.DescribeNodegroupAsync(new() { ClusterName = "eksdemo1", NodegroupName = "ng" }, Cancel) },
        { "GET /tags/arn%3Aaws%3Aeks%3Aus-east-1%3A111122223333%3Apodidentityassociation%2Feksdemo1%2Fa-0123456789abcdefg", eks => eks.ListTagsForResourceAsync(new() { ResourceArn = Arn }, Cancel) },
        { "DELETE /tags/arn%3Aaws%3Aeks%3Aus-east-1%3A111122223333%3Apodidentityassociation%2Feksdemo1%2Fa-0123456789abcdefg?tagKeys=a%2Fb&tagKeys=c", eks => eks.UntagResourceAsync(new() { ResourceArn = Arn, TagKeys = ["a/b", "c"] }, Cancel) },
    };

    [Theory]
    [MemberData(nameof(Routes), DisableDiscoveryEnumeration = true)]
    public async Task Reads_and_deletes_put_everything_into_path_and_query(string route, Func<IAmazonEKS, Task> call)
    {
        await using var service = await RecordingService.Start(Reply.Json("{}"));
        using var eks = service.Eks();

        await call(eks);

        Assert.Equal(route, $"{service.Request.Method} {service.Request.Target}");
        Assert.Empty(service.Request.Body);
    }

    public static TheoryData<string, string, Func<IAmazonEKS, Task>> Posts => new()
    {
        {
            "/clusters/eksdemo1/addons",
            """{"addonName":"x","addonVersion":"v1","resolveConflicts":"OVERWRITE","clientRequestToken":"t","tags":{"Team Name":"a b"},"configurationValues":"{\"a\":1}","podIdentityAssociations":[{"serviceAccount":"sa","roleArn":"r"}],"namespaceConfig":{"namespace":"ns"}}""",
            eks => eks.CreateAddonAsync(new()
            {
                ClusterName = "eksdemo1", AddonName = "x", AddonVersion = "v1", ResolveConflicts = ResolveConflicts.OVERWRITE, ClientRequestToken = "t",
                Tags = new() { ["Team Name"] = "a b" }, ConfigurationValues = """{"a":1}""",
                PodIdentityAssociations = [new() { ServiceAccount = "sa", RoleArn = "r" }], NamespaceConfig = new() { Namespace = "ns" },
            }, Cancel)
        },
        {
            "/clusters/eksdemo1/addons/x/update",
            """{"resolveConflicts":"PRESERVE","clientRequestToken":"t","podIdentityAssociations":[]}""",
            eks => eks.UpdateAddonAsync(new() { ClusterName = "eksdemo1", AddonName = "x", ResolveConflicts = "PRESERVE", ClientRequestToken = "t", PodIdentityAssociations = [] }, Cancel)
        },
        {
            "/clusters/eksdemo1/pod-identity-associations",
            """{"namespace":"default","serviceAccount":"sa","roleArn":"r","clientRequestToken":"t","tags":{"k":""},"disableSessionTags":true,"targetRoleArn":"tr","policy":"{}"}""",
            eks => eks.CreatePodIdentityAssociationAsync(new()
            {
                ClusterName = "eksdemo1", Namespace = "default", ServiceAccount = "sa", RoleArn = "r", ClientRequestToken = "t",
                Tags = new() { ["k"] = "" }, DisableSessionTags = true, TargetRoleArn = "tr", Policy = "{}",
            }, Cancel)
        },
        {
            "/clusters/eksdemo1/pod-identity-associations/a-1",
            """{"clientRequestToken":"t","disableSessionTags":false,"targetRoleArn":""}""",
            eks => eks.UpdatePodIdentityAssociationAsync(new() { ClusterName = "eksdemo1", AssociationId = "a-1", ClientRequestToken = "t", DisableSessionTags = false, TargetRoleArn = "" }, Cancel)
        },
        { "/tags/arn%3Aaws%3Aeks%3Ax", """{"tags":{"a":"b"}}""", eks => eks.TagResourceAsync(new() { ResourceArn = "arn:aws:eks:x", Tags = new() { ["a"] = "b" } }, Cancel) },
    };

    [Theory]
    [MemberData(nameof(Posts), DisableDiscoveryEnumeration = true)]
    public async Task Writes_put_what_is_not_in_the_path_into_a_json_body(string target, string body, Func<IAmazonEKS, Task> call)
    {
        await using var service = await RecordingService.Start(Reply.Json("{}"));
        using var eks = service.Eks();

        await call(eks);

        Assert.Equal("POST", service.Request.Method);
        Assert.Equal(target, service.Request.Target);
        Assert.Equal("application/json", service.Request.Headers.ContentType);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(service.Request.Body)), service.Request.Body);
    }

    [Fact]
    public async Task A_missing_request_token_is_filled_in_and_a_retry_sends_the_same_one()
    {
        await using var service = await RecordingService.Start(Reply.Json("""{"message":"x"}""", 503, ("x-amzn-ErrorType", "ServiceUnavailableException")), Reply.Json("{}"));
        using var eks = service.Eks();

        await eks.CreatePodIdentityAssociationAsync(new() { ClusterName = "c", Namespace = "n", ServiceAccount = "s", RoleArn = "r" }, Cancel);
        await eks.CreatePodIdentityAssociationAsync(new() { ClusterName = "c", Namespace = "n", ServiceAccount = "s", RoleArn = "r" }, Cancel);

        var tokens = service.Requests.Select(request => (string)JsonNode.Parse(request.Body)!["clientRequestToken"]!).ToList();
        Assert.Equal(3, tokens.Count);
        Assert.True(Guid.TryParse(tokens[0], out _));
        Assert.Equal(tokens[0], tokens[1]);
        Assert.NotEqual(tokens[0], tokens[2]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_path_without_its_member_is_never_sent(string? cluster)
    {
        await using var service = await RecordingService.Start(Reply.Json("{}"));
        using var eks = service.Eks();

        var error = await Assert.ThrowsAsync<AmazonEKSException>(() => eks.ListAddonsAsync(new() { ClusterName = cluster }, Cancel));

        Assert.Contains("ClusterName", error.Message, StringComparison.Ordinal);
        Assert.Empty(service.Requests);
    }

    [Fact]
    public async Task Requests_are_signed_for_eks_and_name_the_client()
    {
        await using var service = await RecordingService.Start(Reply.Json("{}"));
        using var eks = service.Eks();

        await eks.ListClustersAsync(new(), Cancel);

        Assert.Contains("/us-east-1/eks/aws4_request", service.Request.Headers.Authorization.ToString(), StringComparison.Ordinal);
        Assert.Contains("aws-sdk-dotnet", service.Request.Headers["User-Agent"].ToString() + service.Request.Headers["x-amz-user-agent"], StringComparison.Ordinal);
    }
}
