using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Tests.Aws;

/// <summary>The real AWS CLI, told nothing but the endpoint, region and keys.</summary>
public sealed class AwsCliTests(AwsLab fixture) : IClassFixture<AwsLab>
{
    [Fact]
    public async Task Buckets_and_objects_are_listed_and_read()
    {
        var (code, output, error) = await AwsAsync("s3", "ls");
        Assert.True(code == 0, error);
        Assert.Equal(["eksdemo1-app-assets", "eksdemo1-backups", "eksdemo1-logs"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[2]));
        Assert.Contains("PRE 2026/", (await AwsAsync("s3", "ls", "s3://eksdemo1-backups")).Output, StringComparison.Ordinal);
        Assert.Equal("{\"kept\":28}\n", (await AwsAsync("s3", "cp", "s3://eksdemo1-backups/2026/02/etcd.json", "-")).Output);
    }

    [Fact]
    public async Task A_node_is_denied_in_the_words_of_AWS()
    {
        var session = fixture.Lab.World.Iam.NodeSession(fixture.Lab.World.NodeRoleArn("eksdemo1"), "i-0123456789abcdef0");
        var (code, _, error) = await RealClients.RunAsync("aws", ["s3", "ls"], fixture.Lab.Addresses.AwsEndpoint, session.AccessKeyId, session.SecretAccessKey, session.SessionToken);
        Assert.NotEqual(0, code);
        Assert.Contains(
            $"An error occurred (AccessDenied) when calling the ListBuckets operation: User: {session.AssumedRoleArn} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action",
            error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended()
    {
        var first = JsonNode.Parse((await AwsAsync("iam", "list-roles", "--max-items", "1")).Output)!;
        var second = JsonNode.Parse((await AwsAsync("iam", "list-roles", "--page-size", "1", "--starting-token", (string)first["NextToken"]!)).Output)!;
        Assert.Equal("eksClusterRole", (string?)first["Roles"]![0]!["RoleName"]);
        Assert.StartsWith("eksctl-eksdemo1-nodegroup-NodeInstanceRole-", (string?)second["Roles"]!.AsArray().Single()!["RoleName"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_simulator_says_what_the_services_do()
    {
        var (_, output, _) = await AwsAsync("iam", "simulate-principal-policy", "--policy-source-arn", fixture.Lab.World.NodeRoleArn("eksdemo1"),
            "--action-names", "s3:ListAllMyBuckets", "eks-auth:AssumeRoleForPodIdentity", "--query", "EvaluationResults[].EvalDecision", "--output", "text");
        Assert.Equal("implicitDeny\tallowed", output.Trim());
    }

    [Fact]
    public async Task The_token_of_get_token_opens_its_cluster()
    {
        var (_, output, error) = await RealClients.RunAsync("aws", ["eks", "get-token", "--cluster-name", "eksdemo1", "--output", "json"], fixture.Lab.Addresses.AwsEndpoint,
            fixture.Lab.World.Viewer.AccessKeyId, fixture.Lab.World.Viewer.SecretAccessKey);
        Assert.True(output.Length > 0, error);
        var token = (string)JsonNode.Parse(output)!["status"]!["token"]!;
        var cloud = fixture.Lab.World.Cloud;
        Assert.Equal("arn:aws:iam::111122223333:user/lab-viewer", (await cloud.AuthenticateAsync("eksdemo1", token, TestContext.Current.CancellationToken))?.Arn);
        Assert.Null(await cloud.AuthenticateAsync("other", token, TestContext.Current.CancellationToken));
    }

    private Task<(int Code, string Output, string Error)> AwsAsync(params string[] arguments) =>
        RealClients.RunAsync("aws", arguments, fixture.Lab.Addresses.AwsEndpoint, fixture.Lab.Addresses.AccessKeyId, fixture.Lab.Addresses.SecretAccessKey);
}
