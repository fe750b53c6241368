using System.Text.RegularExpressions;

namespace PodIdentity.Lab.Tests.World;

/// <summary>What <c>aws</c> says in a pod: the built-in program and the machine's own say the same, and end with the same code.</summary>
public sealed partial class PodViewTests
{
    private const string ContainerRole = "Error when retrieving credentials from container-role: Error retrieving metadata: ";

    [Fact]
    public async Task Denied_and_allowed() => await AssertSameAsync(async lab =>
    {
        await lab.InstallAgentAsync();
        await lab.RunPodAsync("without", "default");
        await lab.KubectlAsync("create", "serviceaccount", "app-sa");
        await lab.CreateRoleAsync("reader");
        await lab.AssociateAsync("app-sa", "reader");
        await lab.RunPodAsync("with", "app-sa");
        var denied = await lab.ExecAsync("without", "aws", "s3", "ls");
        Assert.Equal(254, denied.ExitCode);
        var allowed = await lab.ExecAsync("with", "aws", "s3", "ls");
        Assert.Equal(0, allowed.ExitCode);
        return
        [
            denied, allowed,
            await lab.ExecAsync("with", "aws", "s3", "ls", "s3://eksdemo1-backups"),
            await lab.ExecAsync("with", "aws", "s3", "ls", "s3://eksdemo1-backups/no-such-key"),
            await lab.ExecAsync("with", "aws", "s3", "ls", "s3://no-such-bucket"),
            await lab.ExecAsync("with", "aws", "sts", "get-caller-identity"),
            await lab.ExecAsync("with", "aws", "sts", "get-caller-identity", "--output", "text"),
        ];
    });

    [Fact]
    public async Task Trust_policy_that_lost_the_session_tags() => await AssertSameAsync(async lab =>
    {
        await lab.InstallAgentAsync();
        await lab.CreateRoleAsync("reader");
        await lab.AssociateAsync("default", "reader");
        await lab.AwsAsync("iam", "update-assume-role-policy", "--role-name", "reader", "--policy-document", JudgedLab.Trust.Replace(",\"sts:TagSession\"", "", StringComparison.Ordinal));
        await lab.RunPodAsync("app", "default");
        var refused = await lab.ExecAsync("app", "aws", "s3", "ls");
        Assert.Equal(
            ContainerRole + "Received non 200 response 400 from container metadata: "
            + "[ID]: (AccessDeniedException): Unauthorized Exception! EKS does not have permissions to assume the associated role., fault: client",
            Nameless(refused).Error);
        Assert.Equal(255, refused.ExitCode);
        return [refused];
    });

    [Fact]
    public async Task Agent_gone_from_the_nodes() => await AssertSameAsync(async lab =>
    {
        await lab.InstallAgentAsync();
        await lab.CreateRoleAsync("reader");
        await lab.AssociateAsync("default", "reader");
        await lab.KubectlAsync("patch", "daemonset", JudgedLab.Agent, "-n", "kube-system", "--type", "merge", "-p",
            """{"spec":{"template":{"spec":{"nodeSelector":{"example.com/agent":"yes"}}}}}""");
        await lab.KubectlAsync("wait", "--for=delete", "pod", "-n", "kube-system", "-l", "app.kubernetes.io/name=" + JudgedLab.Agent, "--timeout=30s");
        await lab.RunPodAsync("app", "default");
        var refused = await lab.ExecAsync("app", "aws", "s3", "ls");
        Assert.Equal(
            ContainerRole + "Received error when attempting to retrieve container metadata: Could not connect to the endpoint URL: \"http://169.254.170.23/v1/credentials\"",
            refused.Error);
        Assert.Equal(255, refused.ExitCode);
        return [refused];
    });

    [Fact]
    public async Task Role_annotation_in_an_account_without_an_identity_provider() => await AssertSameAsync(async lab =>
    {
        await lab.InstallAgentAsync();
        await lab.CreateRoleAsync("reader");
        await lab.KubectlAsync("create", "serviceaccount", "irsa");
        await lab.KubectlAsync("annotate", "serviceaccount", "irsa", "eks.amazonaws.com/role-arn=" + JudgedLab.RoleArn("reader"));
        await lab.RunPodAsync("app", "irsa");
        var refused = await lab.ExecAsync("app", "aws", "s3", "ls");
        Assert.Equal(
            "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: "
            + "No OpenIDConnect provider found in your account for " + lab.Lab.Clusters["eksdemo1"].Issuer,
            refused.Error);
        Assert.Equal(254, refused.ExitCode);
        return [refused];
    });

    private static async Task AssertSameAsync(Func<JudgedLab, Task<Kubernetes.Run[]>> tell)
    {
        var builtIn = await TellAsync(new LabOptions());
        var machine = await TellAsync(new LabOptions { AwsCli = true });
        Assert.Equal(builtIn, machine);

        async Task<IEnumerable<Kubernetes.Run>> TellAsync(LabOptions options)
        {
            await using var lab = await JudgedLab.StartAsync(options);
            return (await tell(lab)).Select(Nameless).ToList();
        }
    }

    /// <summary>Without what is another one in every world.</summary>
    private static Kubernetes.Run Nameless(Kubernetes.Run run) => new(run.ExitCode, Random().Replace(run.Output, "ID"), Random().Replace(run.Error, "ID"));

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|i-[0-9a-f]{17}|AROA[A-Z0-9]{17}|(?<=NodeInstanceRole-)[A-Za-z0-9]+|(?<=oidc.eks.us-east-1.amazonaws.com/id/)[0-9A-F]{32}")]
    private static partial Regex Random();
}
