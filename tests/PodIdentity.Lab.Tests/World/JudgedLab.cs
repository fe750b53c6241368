using System.Diagnostics;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Tests.Aws;
using PodIdentity.Lab.Tests.Kubernetes;

namespace PodIdentity.Lab.Tests.World;

/// <summary>A whole lab, and the programs that judge it. They are told what a user would tell them: endpoint, region, keys, kubeconfig.</summary>
internal sealed class JudgedLab : IAsyncDisposable
{
    public const string Agent = "eks-pod-identity-agent";

    public const string Trust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lab-");

    private JudgedLab(Lab lab)
    {
        Lab = lab;
        Kubeconfig = lab.Addresses.Kubeconfig;
        (AccessKeyId, SecretAccessKey) = (lab.Addresses.AccessKeyId, lab.Addresses.SecretAccessKey);
    }

    public Lab Lab { get; }

    /// <summary>What kubectl is told; the lab's own at first.</summary>
    public string Kubeconfig { get; set; }

    public string AccessKeyId { get; set; }

    public string SecretAccessKey { get; set; }

    public string NodeRoleName => Lab.World.NodeRoleArn("eksdemo1").Split('/')[^1];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<JudgedLab> StartAsync(LabOptions? options = null)
    {
        RealClients.Find("aws");
        RealClients.Find("kubectl");
        return new JudgedLab(await Lab.StartAsync(options ?? new LabOptions(), Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await Lab.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public Task<Run> TryAwsAsync(params string[] arguments) => RunAsync("aws", arguments);

    public Task<Run> TryKubectlAsync(params string[] arguments) => RunAsync("kubectl", ["--kubeconfig", Kubeconfig, "--cache-dir", PathOf("cache"), .. arguments]);

    public async Task<string> AwsAsync(params string[] arguments) => Good(await TryAwsAsync(arguments), arguments);

    public async Task<string> KubectlAsync(params string[] arguments) => Good(await TryKubectlAsync(arguments), arguments);

    /// <summary>What boto3 prints, in a world of further environment variables.</summary>
    public async Task<string> PythonAsync(string script, params (string Name, string? Value)[] environment)
    {
        await RealClients.RequireBoto3Async("boto3");
        return Good(await RunAsync("python3", ["-c", script], environment), ["boto3"]);
    }

    public async Task InstallAgentAsync()
    {
        await AwsAsync("eks", "create-addon", "--cluster-name", "eksdemo1", "--addon-name", Agent);
        await AwsAsync("eks", "wait", "addon-active", "--cluster-name", "eksdemo1", "--addon-name", Agent);
    }

    public async Task CreateRoleAsync(string name, bool readsS3 = true)
    {
        await AwsAsync("iam", "create-role", "--role-name", name, "--assume-role-policy-document", Trust);
        if (readsS3) await AwsAsync("iam", "attach-role-policy", "--role-name", name, "--policy-arn", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess");
    }

    /// <returns>The association's id.</returns>
    public async Task<string> AssociateAsync(string serviceAccount, string role) => (await AwsAsync(
        "eks", "create-pod-identity-association", "--cluster-name", "eksdemo1", "--namespace", "default", "--service-account", serviceAccount,
        "--role-arn", RoleArn(role), "--query", "association.associationId", "--output", "text")).Trim();

    public async Task RunPodAsync(string name, string serviceAccount)
    {
        var overrides = new JsonObject { ["spec"] = new JsonObject { ["serviceAccountName"] = serviceAccount } };
        await KubectlAsync("run", name, "--image", "amazon/aws-cli", "--overrides", overrides.ToJsonString(), "--command", "--", "sleep", "infinity");
        await KubectlAsync("wait", "--for=condition=Ready", "pod/" + name, "--timeout=30s");
    }

    public async Task ReplacePodAsync(string name, string serviceAccount)
    {
        await KubectlAsync("delete", "pod", name);
        await RunPodAsync(name, serviceAccount);
    }

    /// <summary>Standard error without the line that kubectl adds about the exit code.</summary>
    public async Task<Run> ExecAsync(string pod, params string[] command)
    {
        var run = await TryKubectlAsync(["exec", pod, "--", .. command]);
        var told = $"command terminated with exit code {run.ExitCode}";
        Assert.Equal(run.ExitCode != 0, run.Error.EndsWith(told, StringComparison.Ordinal));
        return run.ExitCode == 0 ? run : run with { Error = run.Error[..^told.Length].Trim() };
    }

    public static string RoleArn(string name) => "arn:aws:iam::111122223333:role/" + name;

    private static string Good(Run run, string[] arguments)
    {
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}: {run.Error}");
        return run.Output;
    }

    private async Task<Run> RunAsync(string program, string[] arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(RealClients.Find(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        (string, string?)[] usual =
        [
            ("AWS_ENDPOINT_URL", Lab.Addresses.AwsEndpoint.ToString().TrimEnd('/')), ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", AccessKeyId), ("AWS_SECRET_ACCESS_KEY", SecretAccessKey),
            ("AWS_CONFIG_FILE", PathOf("no-config")), ("AWS_SHARED_CREDENTIALS_FILE", PathOf("no-credentials")), ("AWS_PAGER", ""),
        ];
        foreach (var (name, value) in usual.Concat(environment)) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return new Run(process.ExitCode, await output, (await error).Trim());
    }
}
