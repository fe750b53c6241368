using PodIdentity.Lab;
using PodIdentity.Lab.Aws.Signing;
using PodIdentity.Lab.Traffic;

// The engine finds its credentials and endpoint in the environment, of which a process has one.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace PodIdentity.Engine.Tests.Support;

/// <summary>A lab in this process, which the environment points the engine at, and the engine.</summary>
internal sealed class EngineLab : IAsyncDisposable
{
    public const string Cluster = "eksdemo1";
    public const string RoleName = "Reader";

    private static readonly string[] Variables =
    [
        "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "AWS_PROFILE", "AWS_EC2_METADATA_DISABLED", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE",
    ];

    private readonly Dictionary<string, string?> _before = Variables.ToDictionary(name => name, Environment.GetEnvironmentVariable);

    private EngineLab(Lab.Lab lab) => Lab = lab;

    public Lab.Lab Lab { get; }

    public PodIdentityEngine Engine { get; } = new();

    public RecordingHost Host { get; } = new();

    public static async Task<EngineLab> StartAsync(TimeSpan consistencyDelay = default, LabOptions? options = null)
    {
        var lab = await PodIdentity.Lab.Lab.StartAsync((options ?? new()) with { ConsistencyDelay = consistencyDelay }, TestContext.Current.CancellationToken);
        var world = new EngineLab(lab);
        foreach (var variable in Variables)
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", lab.Addresses.AwsEndpoint.ToString());
        Environment.SetEnvironmentVariable("AWS_REGION", lab.Addresses.Region);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        SignInAs(lab.World.Administrator);
        return world;
    }

    public static void SignInAs(Credential credential)
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", credential.AccessKeyId);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", credential.SecretAccessKey);
    }

    /// <summary>What was asked of the lab since it began, as <c>service operation</c>.</summary>
    public IReadOnlyList<string> Requests => Lab.Traffic.Log.ToList().Select(r => $"{r.Service} {r.Operation}").ToList();

    /// <summary>Those of them that change something; dry runs do not.</summary>
    public IReadOnlyList<string> Writes => Lab.Traffic.Log.ToList().Where(r => !r.IsDryRun && IsWrite(r.Operation.Split(' ')[0])).Select(r => $"{r.Service} {r.Operation}").ToList();

    public void Fail(string service, string operation, int status, string code, int? count = null) =>
        Lab.Traffic.Faults.Add(new FaultRule { Service = service, Operation = operation, Status = status, Code = code, Message = "scripted", Count = count });

    public Task<Agent?> InstallAgentAsync() =>
        Engine.InstallAgentAsync(new() { ClusterName = Cluster }, Host, TestContext.Current.CancellationToken);

    public Task<Role?> NewRoleAsync(string name = RoleName, params string[] policies) =>
        Engine.NewRoleAsync(new() { RoleName = name, ManagedPolicy = policies.Length == 0 ? ["AmazonS3ReadOnlyAccess"] : policies }, Host, TestContext.Current.CancellationToken);

    public static NewAssociationRequest Association(string serviceAccount = "app", string roleName = RoleName) =>
        new() { ClusterName = Cluster, Namespace = "default", ServiceAccount = serviceAccount, RoleName = roleName, CreateServiceAccount = true };

    public Task<Association?> AssociateAsync(NewAssociationRequest request) => Engine.NewAssociationAsync(request, Host, TestContext.Current.CancellationToken);

    public Task<S3AccessResult?> TestAsync(string? podName = null, bool keep = false, string serviceAccount = "app") => Engine.TestS3AccessAsync(
        new() { ClusterName = Cluster, Namespace = "default", ServiceAccount = serviceAccount, CreateServiceAccount = true, PodName = podName, Keep = keep },
        Host,
        TestContext.Current.CancellationToken);

    public Task<List<Removal>> RemoveAsync(string? roleName = null, string serviceAccount = "app", bool all = false) => CollectAsync(Engine.RemoveSetupAsync(
        new() { ClusterName = Cluster, Namespace = "default", ServiceAccount = serviceAccount, RoleName = roleName, RemoveServiceAccount = all, RemoveAgent = all },
        Host,
        TestContext.Current.CancellationToken));

    public Task<List<Association>> ListAsync() =>
        CollectAsync(Engine.GetAssociationsAsync(new() { ClusterName = Cluster }, Host, TestContext.Current.CancellationToken));

    public bool HasRole(string name) => Lab.World.Iam.FindRole($"arn:aws:iam::{Lab.Addresses.AccountId}:role/{name}") is not null;

    public async ValueTask DisposeAsync()
    {
        foreach (var (variable, value) in _before)
        {
            Environment.SetEnvironmentVariable(variable, value);
        }

        await Lab.DisposeAsync();
    }

    public static async Task<List<T>> CollectAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
        {
            all.Add(item);
        }

        return all;
    }

    private static bool IsWrite(string operation) =>
        !(operation.StartsWith("Get", StringComparison.Ordinal) || operation.StartsWith("List", StringComparison.Ordinal) || operation.StartsWith("Describe", StringComparison.Ordinal) || operation.StartsWith("Simulate", StringComparison.Ordinal)
            || operation is "get" or "list" or "watch" or "GET" or "PUT");
}
