using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Signing;

namespace PodIdentity.Lab.Tests.World;

/// <summary>kubectl at the cluster's door, with what the AWS CLI gave it.</summary>
public sealed class ClusterAccessTests
{
    private const string Unauthorized = "error: You must be logged in to the server (Unauthorized)";

    [Fact]
    public async Task A_kubeconfig_of_the_cli_opens_the_cluster()
    {
        await using var lab = await JudgedLab.StartAsync();
        await lab.AwsAsync("eks", "wait", "cluster-active", "--name", "eksdemo1");
        await UpdateKubeconfigAsync(lab);

        Assert.Equal(2, (await lab.KubectlAsync("get", "nodes", "--no-headers")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => line.Contains(" Ready ", StringComparison.Ordinal)));
        Assert.Equal("yes\n", await lab.KubectlAsync("auth", "can-i", "create", "pods"));
    }

    [Fact]
    public async Task A_viewer_may_look_and_a_stranger_may_not_even_come_in()
    {
        await using var lab = await JudgedLab.StartAsync();
        await UpdateKubeconfigAsync(lab);

        Become(lab, lab.Lab.World.Viewer);
        await lab.KubectlAsync("get", "nodes");
        var forbidden = await lab.TryKubectlAsync("create", "serviceaccount", "mine");
        Assert.Equal(1, forbidden.ExitCode);
        Assert.Equal(
            "error: failed to create serviceaccount: serviceaccounts is forbidden: User \"arn:aws:iam::111122223333:user/lab-viewer\" "
            + "cannot create resource \"serviceaccounts\" in API group \"\" in the namespace \"default\"",
            forbidden.Error);

        Become(lab, lab.Lab.World.Stranger);
        await AssertRefusedAsync(lab);
    }

    [Fact]
    public async Task A_token_is_for_its_cluster_and_unchanged()
    {
        await using var lab = await JudgedLab.StartAsync();
        var token = await TokenAsync(lab, "eksdemo1");
        await lab.KubectlAsync("--token", token, "get", "nodes");

        await AssertRefusedAsync(lab, "--token", await TokenAsync(lab, "other"));
        await AssertRefusedAsync(lab, "--token", WithAnotherSignature(token));
    }

    [Fact]
    public async Task A_token_is_good_for_fifteen_minutes()
    {
        await using var lab = await JudgedLab.StartAsync();
        var token = await TokenAsync(lab, "eksdemo1");
        await lab.Lab.Clock.AdvanceAsync(TimeSpan.FromMinutes(14), TestContext.Current.CancellationToken);
        await lab.KubectlAsync("--token", token, "get", "nodes");

        await lab.Lab.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await AssertRefusedAsync(lab, "--token", token);
        await lab.KubectlAsync("--token", await TokenAsync(lab, "eksdemo1"), "get", "nodes");
    }

    private static async Task UpdateKubeconfigAsync(JudgedLab lab)
    {
        var path = lab.PathOf("kubeconfig");
        Assert.Equal(
            $"Added new context arn:aws:eks:us-east-1:111122223333:cluster/eksdemo1 to {path}\n",
            await lab.AwsAsync("eks", "update-kubeconfig", "--name", "eksdemo1", "--kubeconfig", path));
        lab.Kubeconfig = path;
    }

    private static void Become(JudgedLab lab, Credential credential) =>
        (lab.AccessKeyId, lab.SecretAccessKey) = (credential.AccessKeyId, credential.SecretAccessKey);

    private static async Task<string> TokenAsync(JudgedLab lab, string cluster) =>
        (string)JsonNode.Parse(await lab.AwsAsync("eks", "get-token", "--cluster-name", cluster, "--output", "json"))!["status"]!["token"]!;

    private static string WithAnotherSignature(string token)
    {
        const string Prefix = "k8s-aws-v1.";
        const string Parameter = "X-Amz-Signature=";
        var url = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length)));
        var at = url.IndexOf(Parameter, StringComparison.Ordinal) + Parameter.Length;
        var changed = url.Remove(at, 1).Insert(at, url[at] == '0' ? "1" : "0");
        return Prefix + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(changed));
    }

    private static async Task AssertRefusedAsync(JudgedLab lab, params string[] options)
    {
        var refused = await lab.TryKubectlAsync([.. options, "get", "nodes"]);
        Assert.Equal(1, refused.ExitCode);
        Assert.EndsWith(Unauthorized, refused.Error, StringComparison.Ordinal);
    }
}
