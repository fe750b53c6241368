using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Tests.Eks;

/// <summary>EKS as the AWS CLI and boto3 see it.</summary>
public sealed class RealClientTests : IAsyncLifetime
{
    private const string Agent = "eks-pod-identity-agent";

    private EksHost _host = null!;
    private string _role = "";

    public async ValueTask InitializeAsync()
    {
        _host = await EksHost.StartAsync();
        _role = _host.Lab.Iam.AddRole("EKS-PodIdentity-S3-ReadOnly-Role-101");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Boto3_finds_every_body_as_the_service_model_has_it()
    {
        var environment = new Dictionary<string, string>(_host.Environment) { ["CLUSTER"] = "eksdemo1", ["ROLE_ARN"] = _role };
        var (exitCode, output, error) = await Client.RunAsync("python3", [Path.Combine(AppContext.BaseDirectory, "Eks", "eks_shapes.py")], environment);

        if (error.Contains("No module named 'boto", StringComparison.Ordinal))
            Assert.Skip("boto3 is not installed");
        Assert.True(exitCode == 0, error);
        var report = JsonNode.Parse(output)!;
        Assert.Equal(22, report["called"]!.AsArray().Count);
        Assert.Empty(report["missing"]!.AsObject());
    }

    [Fact]
    public async Task The_cli_installs_updates_and_deletes_the_agent_and_waits_for_it()
    {
        var created = await Eks("create-addon", "--cluster-name", "eksdemo1", "--addon-name", Agent, "--resolve-conflicts", "OVERWRITE");
        Assert.Equal("CREATING", (string?)created["addon"]!["status"]);
        await Run("wait", "addon-active", "--cluster-name", "eksdemo1", "--addon-name", Agent);
        Assert.Equal("ACTIVE\n", await Run("describe-addon", "--cluster-name", "eksdemo1", "--addon-name", Agent, "--query", "addon.status", "--output", "text"));

        var update = await Eks("update-addon", "--cluster-name", "eksdemo1", "--addon-name", Agent, "--addon-version", "v1.3.10-eksbuild.2");
        Assert.Equal("InProgress", (string?)update["update"]!["status"]);
        await Run("wait", "addon-active", "--cluster-name", "eksdemo1", "--addon-name", Agent);

        await Run("delete-addon", "--cluster-name", "eksdemo1", "--addon-name", Agent);
        await Run("wait", "addon-deleted", "--cluster-name", "eksdemo1", "--addon-name", Agent);
        Assert.Equal(
            $"An error occurred (ResourceNotFoundException) when calling the DescribeAddon operation: No addon: {Agent} found in cluster: eksdemo1",
            await Fail("describe-addon", "--cluster-name", "eksdemo1", "--addon-name", Agent));
    }

    [Fact]
    public async Task The_cli_associates_lists_page_by_page_tags_and_says_why_not()
    {
        var arn = "";
        foreach (var serviceAccount in new[] { "first", "second", "third" })
        {
            var association = (await Eks(Associate(serviceAccount)))["association"]!;
            arn = (string)association["associationArn"]!;
            Assert.Equal(_role, (string?)association["roleArn"]);
        }

        var page = await Eks("list-pod-identity-associations", "--cluster-name", "eksdemo1", "--max-items", "2");
        var rest = await Eks("list-pod-identity-associations", "--cluster-name", "eksdemo1", "--starting-token", (string)page["NextToken"]!);
        Assert.Equal(["first", "second"], page["associations"]!.AsArray().Select(a => (string?)a!["serviceAccount"]));
        Assert.Equal(["third"], rest["associations"]!.AsArray().Select(a => (string?)a!["serviceAccount"]));

        await Run("tag-resource", "--resource-arn", arn, "--tags", "team=a,stage=b");
        await Run("untag-resource", "--resource-arn", arn, "--tag-keys", "team");
        Assert.Equal("b\n", await Run("list-tags-for-resource", "--resource-arn", arn, "--query", "tags.stage", "--output", "text"));
        Assert.StartsWith(
            "An error occurred (ResourceInUseException) when calling the CreatePodIdentityAssociation operation: Association already exists: a-",
            await Fail(Associate("third")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boto3_gets_the_nodes_credentials_from_its_metadata()
    {
        var node = _host.Lab.State.Find("eksdemo1")!.Nodes[1];
        var environment = new Dictionary<string, string>
        {
            ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = _host.Metadata.AddressOf(node).ToString(),
            ["AWS_CONFIG_FILE"] = "/dev/null",
            ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
        };
        const string Script = "import boto3; c = boto3.Session().get_credentials(); print(c.method, c.access_key, c.token)";
        var (exitCode, output, error) = await Client.RunAsync("python3", ["-c", Script], environment);

        Assert.True(exitCode == 0, error);
        Assert.Equal("iam-role ASIAEXAMPLE token\n", output);
        Assert.Equal(node.InstanceId, _host.Lab.Iam.Sessions[0].Request.SessionName);
    }

    [Fact]
    public async Task Boto3_reads_the_credentials_of_a_pod_from_EKS_Auth()
    {
        await Eks(Associate("app"));
        _host.Lab.Cluster.Tokens["a.b.c"] = new ServiceAccountToken(
            "default", "app", "pod", "uid", "node", ["pods.eks.amazonaws.com"], DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow.AddDays(1));
        const string Script = """
            import boto3
            r = boto3.client('eks-auth').assume_role_for_pod_identity(clusterName='eksdemo1', token='a.b.c')
            print(r['subject']['serviceAccount'], r['audience'], r['assumedRoleUser']['arn'].split('/')[1], r['credentials']['expiration'].year > 2000)
            try:
                boto3.client('eks-auth').assume_role_for_pod_identity(clusterName='eksdemo1', token='x.y.z')
            except Exception as e:
                print(e)
            """;
        var (exitCode, output, error) = await Client.RunAsync("python3", ["-c", Script], _host.Environment);

        Assert.True(exitCode == 0, error);
        Assert.Equal(
            "app pods.eks.amazonaws.com EKS-PodIdentity-S3-ReadOnly-Role-101 True\n"
            + "An error occurred (InvalidTokenException) when calling the AssumeRoleForPodIdentity operation: The token included in the request is invalid.\n",
            output);
    }

    private string[] Associate(string serviceAccount) =>
    [
        "create-pod-identity-association", "--cluster-name", "eksdemo1", "--namespace", "default",
        "--service-account", serviceAccount, "--role-arn", _role,
    ];

    private async Task<JsonNode> Eks(params string[] arguments) => JsonNode.Parse(await Run([.. arguments, "--output", "json"]))!;

    private async Task<string> Run(params string[] arguments)
    {
        var (exitCode, output, error) = await Client.RunAsync("aws", ["eks", .. arguments], _host.Environment);
        Assert.True(exitCode == 0, error);
        return output;
    }

    private async Task<string> Fail(params string[] arguments)
    {
        var (exitCode, _, error) = await Client.RunAsync("aws", ["eks", .. arguments], _host.Environment);
        Assert.NotEqual(0, exitCode);
        return error.Trim();
    }
}
