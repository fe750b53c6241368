using Amazon.IdentityManagement;

namespace PodIdentity.Engine.Tests.Support;

/// <summary>A lab to make roles in, and IAM as somebody else would use it beside the module.</summary>
internal sealed class RoleLab : IAsyncDisposable
{
    public const string Name = "Reader";
    public const string S3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    public const string PodTrust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""";
    public const string Ec2Trust = """{"Version":"2012-10-17","Statement":[{"Sid":"Ec2","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    private readonly EngineLab _lab;
    private int _seen;

    private RoleLab(EngineLab lab) => (_lab, Iam) = (lab, new AmazonIdentityManagementServiceClient(new AmazonIdentityManagementServiceConfig { ServiceURL = lab.Lab.Addresses.AwsEndpoint.ToString(), AuthenticationRegion = "us-east-1" }));

    public AmazonIdentityManagementServiceClient Iam { get; }

    public RecordingHost Host => _lab.Host;

    public IReadOnlyList<string> Requests => _lab.Requests;

    /// <summary>The module's own writes since the last look, without <c>iam </c>.</summary>
    public IReadOnlyList<string> NewWrites()
    {
        var all = _lab.Writes;
        var fresh = all.Skip(_seen).Select(w => w["iam ".Length..]).ToList();
        _seen = all.Count;
        return fresh;
    }

    public static async Task<RoleLab> StartAsync(TimeSpan consistencyDelay = default) => new(await EngineLab.StartAsync(consistencyDelay));

    public Task<Role?> RunAsync(NewRoleRequest request) => _lab.Engine.NewRoleAsync(request, Host, TestContext.Current.CancellationToken);

    public Task<Role?> RunStoppablyAsync(NewRoleRequest request, CancellationToken stop) => _lab.Engine.NewRoleAsync(request, Host, stop);

    public Task<PodIdentityException> FailAsync(NewRoleRequest request) => Assert.ThrowsAsync<PodIdentityException>(() => RunAsync(request));

    public void Refuse(string operation, int status = 403, string code = "AccessDenied", int? count = null) => _lab.Fail("iam", operation, status, code, count);

    /// <summary>A role that somebody else made.</summary>
    public async Task MakeForeignAsync(string trust = PodTrust, string? path = null, string? description = null, string? boundary = null)
    {
        await Iam.CreateRoleAsync(new() { RoleName = Name, AssumeRolePolicyDocument = trust, Path = path, Description = description, PermissionsBoundary = boundary }, TestContext.Current.CancellationToken);
        NewWrites();
    }

    public async Task<Amazon.IdentityManagement.Model.Role> GetAsync() => (await Iam.GetRoleAsync(new() { RoleName = Name }, TestContext.Current.CancellationToken)).Role;

    public async Task<string> TrustAsync() => Uri.UnescapeDataString((await GetAsync()).AssumeRolePolicyDocument);

    public bool Exists => _lab.HasRole(Name);

    public async ValueTask DisposeAsync()
    {
        Iam.Dispose();
        await _lab.DisposeAsync();
    }
}
