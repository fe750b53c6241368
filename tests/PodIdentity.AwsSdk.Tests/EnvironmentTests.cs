using Amazon;
using Amazon.EKS;
using Amazon.IdentityManagement;
using Amazon.Runtime;

namespace PodIdentity.AwsSdk.Tests;

/// <summary>What the clients take from environment and profiles, as every official client does. Alone, because the process has one environment.</summary>
[Collection(nameof(EnvironmentTests))]
[CollectionDefinition(nameof(EnvironmentTests), DisableParallelization = true)]
public sealed class EnvironmentTests : IDisposable
{
    private static readonly BasicAWSCredentials Credentials = new("AKIDEXAMPLE", "secret");

    private readonly Dictionary<string, string?> _before = [];
    private readonly string _profiles = Path.GetTempFileName();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        FallbackRegionFactory.Reset();
        File.Delete(_profiles);
    }

    [Fact]
    public async Task One_variable_leads_all_services_to_an_endpoint()
    {
        await using var service = await RecordingService.Start(Reply.Json("{}"), Reply.Xml("<R/>"));
        Set("AWS_ENDPOINT_URL", service.Url);
        Set("AWS_REGION", "eu-central-1");
        using var eks = new AmazonEKSClient(Credentials);
        using var iam = new AmazonIdentityManagementServiceClient(Credentials);

        await eks.ListClustersAsync(new(), Cancel);
        await iam.ListRolesAsync(new(), Cancel);

        Assert.Contains("/eu-central-1/eks/", service.Requests[0].Headers.Authorization.ToString(), StringComparison.Ordinal);
        Assert.Contains("Action=ListRoles", service.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_services_own_variable_goes_first()
    {
        await using var eksService = await RecordingService.Start(Reply.Json("{}"));
        await using var iamService = await RecordingService.Start(Reply.Xml("<R/>"));
        Set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
        Set("AWS_ENDPOINT_URL_EKS", eksService.Url);
        Set("AWS_ENDPOINT_URL_IAM", iamService.Url);
        using var eks = new AmazonEKSClient(Credentials, RegionEndpoint.USEast1);
        using var iam = new AmazonIdentityManagementServiceClient(Credentials, RegionEndpoint.USEast1);

        await eks.ListClustersAsync(new(), Cancel);
        await iam.ListRolesAsync(new(), Cancel);

        Assert.Single(eksService.Requests);
        Assert.Single(iamService.Requests);
    }

    [Fact]
    public async Task A_profile_gives_credentials_and_endpoint()
    {
        await using var service = await RecordingService.Start(Reply.Json("{}"));
        await File.WriteAllTextAsync(_profiles, $"[lab]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = s\nendpoint_url = {service.Url}\n", Cancel);
        foreach (var name in new[] { "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY" }) Set(name, null);
        using var eks = new AmazonEKSClient(new AmazonEKSConfig { Profile = new Profile("lab", _profiles), AuthenticationRegion = "eu-west-3" });

        await eks.ListClustersAsync(new(), Cancel);

        Assert.Matches("Credential=AKIDPROFILE/[0-9]{8}/eu-west-3/eks/", service.Request.Headers.Authorization.ToString());
    }

    [Fact]
    public void Collections_start_empty_when_the_application_asks_for_it()
    {
        AWSConfigs.InitializeCollections = true;
        try
        {
            Assert.Empty(new Amazon.EKS.Model.Addon().PodIdentityAssociations!);
            Assert.Empty(new Amazon.IdentityManagement.Model.Role().Tags!);
        }
        finally
        {
            AWSConfigs.InitializeCollections = false;
        }
        Assert.Null(new Amazon.EKS.Model.Addon().PodIdentityAssociations);
    }

    [Fact]
    public async Task Collections_that_started_empty_are_not_sent_and_stay_empty()
    {
        await using var service = await RecordingService.Start(Reply.Json("""{"update":{"params":null}}"""));
        using var eks = service.Eks();
        AWSConfigs.InitializeCollections = true;
        try
        {
            var response = await eks.UpdateAddonAsync(new() { ClusterName = "c", AddonName = "a", ClientRequestToken = "t" }, Cancel);

            Assert.Empty(response.Update!.Params!);
        }
        finally
        {
            AWSConfigs.InitializeCollections = false;
        }
        Assert.Equal("""{"clientRequestToken":"t"}""", service.Request.Body);
    }

    [Theory]
    [InlineData("Standard")]
    [InlineData("InRegion")]
    [InlineData("CrossRegion")]
    [InlineData("Mobile")]
    [InlineData("Auto")]
    public void Every_defaults_mode_is_known(string mode)
    {
        Set("AWS_DEFAULTS_MODE", mode);

        Assert.Equal(RequestRetryMode.Standard, new AmazonEKSConfig { RegionEndpoint = RegionEndpoint.USEast1 }.RetryMode);
    }

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
        FallbackRegionFactory.Reset();
    }
}
