using PodIdentity.Lab.Aws.Signing;

namespace PodIdentity.Tests.Support;

/// <summary>A lab in this process that the environment points the module at, and the real engine behind the cmdlets.</summary>
internal sealed class ModuleLab : IAsyncDisposable
{
    private static readonly string[] Variables =
        ["AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_EC2_METADATA_DISABLED"];

    private readonly Dictionary<string, string?> _before = Variables.ToDictionary(name => name, Environment.GetEnvironmentVariable);

    private ModuleLab(Lab.Lab lab) => Lab = lab;

    public Lab.Lab Lab { get; }

    public static async Task<ModuleLab> StartAsync(TimeSpan consistencyDelay = default)
    {
        var lab = await PodIdentity.Lab.Lab.StartAsync(new() { ConsistencyDelay = consistencyDelay }, TestContext.Current.CancellationToken);
        var world = new ModuleLab(lab);
        foreach (var variable in Variables)
            Environment.SetEnvironmentVariable(variable, null);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", lab.Addresses.AwsEndpoint.ToString());
        Environment.SetEnvironmentVariable("AWS_REGION", lab.Addresses.Region);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        SignInAs(lab.World.Administrator);
        return world;
    }

    /// <summary>Makes the cmdlets act as another identity from now on.</summary>
    public static void SignInAs(Credential credential)
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", credential.AccessKeyId);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", credential.SecretAccessKey);
    }

    /// <summary>What was asked of AWS and Kubernetes and changes something, as <c>service operation</c>.</summary>
    public IReadOnlyList<string> Writes =>
    [
        .. Lab.Traffic.Log.ToList()
            .Where(r => r.Service is "eks" or "iam" or "kubernetes")
            .Where(r => !(r.Operation.StartsWith("Get", StringComparison.Ordinal) || r.Operation.StartsWith("List", StringComparison.Ordinal)
                || r.Operation.StartsWith("Describe", StringComparison.Ordinal) || r.Operation.Split(' ')[0] is "get" or "list" or "watch"))
            .Select(r => $"{r.Service} {r.Operation}"),
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (var (variable, value) in _before)
            Environment.SetEnvironmentVariable(variable, value);
        await Lab.DisposeAsync();
    }
}
