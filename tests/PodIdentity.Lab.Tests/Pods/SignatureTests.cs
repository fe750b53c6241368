namespace PodIdentity.Lab.Tests.Pods;

/// <summary>What the built-in client signs, before the lab's own verifier.</summary>
public sealed class SignatureTests
{
    [Fact]
    public async Task Requests_of_the_built_in_client_are_accepted_and_a_wrong_secret_is_not()
    {
        await using var lab = await global::PodIdentity.Lab.Lab.StartAsync(new LabOptions(), TestContext.Current.CancellationToken);
        await using var world = await PodWorld.StartAsync();
        world.Cloud.RealEndpoint = lab.Addresses.AwsEndpoint;
        var good = await PodWithKeysAsync(world, "good", lab.Addresses.AccessKeyId, lab.Addresses.SecretAccessKey);
        var bad = await PodWithKeysAsync(world, "bad", lab.Addresses.AccessKeyId, "wrong");

        var (exitCode, buckets, error) = await world.ExecAsync(good, "aws", "s3", "ls");
        Assert.True(exitCode == 0, error);
        var lines = buckets.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);

        var bucket = lines[0].Split(' ')[^1];
        Assert.Equal(0, (await world.ExecAsync(good, "aws", "s3", "ls", bucket)).ExitCode);
        Assert.Equal((1, ""), Brief(await world.ExecAsync(good, "aws", "s3", "ls", $"s3://{bucket}/a b+c/ä=&?~")));
        Assert.Contains("\"Arn\": \"arn:aws:iam::111122223333:user/", (await world.ExecAsync(good, "aws", "sts", "get-caller-identity")).Output, StringComparison.Ordinal);
        Assert.Contains("An error occurred (SignatureDoesNotMatch) when calling the ListBuckets operation", (await world.ExecAsync(bad, "aws", "s3", "ls")).Error, StringComparison.Ordinal);

        static (int, string) Brief((int ExitCode, string Output, string Error) result) => (result.ExitCode, result.Output);
    }

    private static async Task<System.Text.Json.Nodes.JsonObject> PodWithKeysAsync(PodWorld world, string name, string id, string secret)
    {
        world.CreatePod(name, $$$"""
            {"containers":[{"name":"main","image":"amazon/aws-cli","command":["sleep","infinity"],"env":[
              {"name":"AWS_ACCESS_KEY_ID","value":"{{{id}}}"},{"name":"AWS_SECRET_ACCESS_KEY","value":"{{{secret}}}"}]}]}
            """);
        return await world.PodInPhaseAsync(name, "Running");
    }
}
