using System.Text.Json.Nodes;
using PodIdentity.Lab.Tests.Aws;

namespace PodIdentity.Lab.Tests;

/// <summary>The parts together: AWS, clusters, and what they ask of each other.</summary>
public sealed class LabTests(AwsLab fixture) : IClassFixture<AwsLab>
{
    [Fact]
    public void The_ready_line_is_one_line_and_names_everything()
    {
        var line = fixture.Lab.Addresses.ToJson();
        Assert.DoesNotContain('\n', line);
        Assert.Equal(
            ["accessKeyId", "accountId", "adminEndpoint", "adminToken", "agentEndpoint", "awsEndpoint", "clusterName", "kubeconfig", "kubernetesEndpoint", "metadataEndpoint", "region", "secretAccessKey"],
            JsonNode.Parse(line)!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.All(JsonNode.Parse(line)!.AsObject(), member => Assert.NotNull(member.Value));
        Assert.True(File.Exists(fixture.Lab.Addresses.Kubeconfig));
    }

    [Fact]
    public async Task EKS_words_a_refused_signature_in_its_own_way()
    {
        Assert.Equal("UnrecognizedClientException", ErrorOf(await Clusters(fixture.Client.With(key: "AKIAUNKNOWN234567ABC")), 403));
        Assert.Equal("InvalidSignatureException", ErrorOf(await Clusters(fixture.Client.With(secretKey: "wrong")), 403));
        Assert.Equal("InvalidSignatureException", ErrorOf(await Clusters(fixture.Client.With(time: DateTimeOffset.UtcNow.AddMinutes(-20))), 403));
        Assert.Equal("MissingAuthenticationTokenException", ErrorOf(await Clusters(fixture.Client.With(tamper: request => request.Headers.Remove("Authorization"))), 403));
        Assert.Equal(200, (await Clusters(fixture.Client)).Status);
    }

    [Fact]
    public async Task An_unknown_operation_of_EKS_is_refused_as_the_real_one_refuses_it()
    {
        var answer = await fixture.Client.SendAsync(HttpMethod.Get, "eks", "/clusters/eksdemo1/no-such-things");
        Assert.Equal("MissingAuthenticationTokenException", ErrorOf(answer, 403));
    }

    [Fact]
    public async Task EKS_sees_a_role_only_after_the_consistency_delay()
    {
        await using var own = new AwsLab();
        await own.InitializeAsync();
        await own.AdminAsync(HttpMethod.Put, "/options", new JsonObject { ["consistencyDelay"] = 30_000 });
        await own.Client.QueryAsync("iam", "CreateRole", ("RoleName", "late"), ("AssumeRolePolicyDocument",
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}"""));
        Assert.Contains("Role provided in the request does not exist.", (await AssociateAsync(own)).Body, StringComparison.Ordinal);
        await own.AdminAsync(HttpMethod.Post, "/clock", new JsonObject { ["advanceSeconds"] = 31 });
        var made = await AssociateAsync(own);
        Assert.True(made.Status == 200, made.Body);

        static Task<Answer> AssociateAsync(AwsLab lab) => lab.Client.SendAsync(HttpMethod.Post, "eks", "/clusters/eksdemo1/pod-identity-associations",
            """{"namespace":"default","serviceAccount":"app","roleArn":"arn:aws:iam::111122223333:role/late"}""", "application/json");
    }

    private static Task<Answer> Clusters(SignedClient client) => client.SendAsync(HttpMethod.Get, "eks", "/clusters");

    private static string ErrorOf(Answer answer, int status)
    {
        Assert.Equal(status, answer.Status);
        return answer.Response.Headers.GetValues("x-amzn-ErrorType").Single();
    }
}
