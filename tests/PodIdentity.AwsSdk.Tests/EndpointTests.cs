using System.Net;
using Amazon;
using Amazon.EKS;
using Amazon.IdentityManagement;
using Amazon.Runtime;

namespace PodIdentity.AwsSdk.Tests;

/// <summary>Where requests go and for which region they are signed, seen at the HTTP client: nothing leaves the machine.</summary>
public sealed class EndpointTests
{
    private static readonly BasicAWSCredentials Credentials = new("AKIDEXAMPLE", "secret");

    [Theory]
    [InlineData("us-east-1", false, false, "https://eks.us-east-1.amazonaws.com/clusters", "us-east-1")]
    [InlineData("eu-central-1", false, false, "https://eks.eu-central-1.amazonaws.com/clusters", "eu-central-1")]
    [InlineData("us-east-1", true, false, "https://fips.eks.us-east-1.amazonaws.com/clusters", "us-east-1")]
    [InlineData("us-east-1", false, true, "https://eks.us-east-1.api.aws/clusters", "us-east-1")]
    [InlineData("us-east-1", true, true, "https://eks-fips.us-east-1.api.aws/clusters", "us-east-1")]
    [InlineData("cn-north-1", false, false, "https://eks.cn-north-1.amazonaws.com.cn/clusters", "cn-north-1")]
    [InlineData("us-gov-west-1", true, false, "https://eks.us-gov-west-1.amazonaws.com/clusters", "us-gov-west-1")]
    public async Task Eks_is_in_each_region(string region, bool fips, bool dualStack, string url, string signedFor)
    {
        var sent = new SentRequests();
        using var eks = new AmazonEKSClient(Credentials, new AmazonEKSConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(region), UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack, HttpClientFactory = sent, MaxErrorRetry = 0,
        });

        await Assert.ThrowsAsync<AmazonEKSException>(() => eks.ListClustersAsync(new(), TestContext.Current.CancellationToken));

        Assert.Equal((url, $"{signedFor}/eks"), sent.Single);
    }

    [Theory]
    [InlineData("us-east-1", false, false, "https://iam.amazonaws.com/", "us-east-1")]
    [InlineData("eu-central-1", false, false, "https://iam.amazonaws.com/", "us-east-1")]
    [InlineData("eu-central-1", true, false, "https://iam-fips.amazonaws.com/", "us-east-1")]
    [InlineData("eu-central-1", false, true, "https://iam.global.api.aws/", "us-east-1")]
    [InlineData("cn-northwest-1", false, false, "https://iam.cn-north-1.amazonaws.com.cn/", "cn-north-1")]
    [InlineData("us-gov-east-1", false, false, "https://iam.us-gov.amazonaws.com/", "us-gov-west-1")]
    [InlineData("us-gov-east-1", true, false, "https://iam.us-gov.amazonaws.com/", "us-gov-west-1")]
    [InlineData("us-iso-west-1", false, false, "https://iam.us-iso-east-1.c2s.ic.gov/", "us-iso-east-1")]
    [InlineData("eusc-de-east-1", false, false, "https://iam.eusc-de-east-1.amazonaws.eu/", "eusc-de-east-1")]
    public async Task Iam_is_in_each_partition(string region, bool fips, bool dualStack, string url, string signedFor)
    {
        var sent = new SentRequests();
        using var iam = new AmazonIdentityManagementServiceClient(Credentials, new AmazonIdentityManagementServiceConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(region), UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack, HttpClientFactory = sent, MaxErrorRetry = 0,
        });

        await Assert.ThrowsAsync<AmazonIdentityManagementServiceException>(() => iam.ListRolesAsync(new(), TestContext.Current.CancellationToken));

        Assert.Equal((url, $"{signedFor}/iam"), sent.Single);
    }

    [Fact]
    public async Task A_custom_endpoint_cannot_be_a_fips_endpoint()
    {
        using var eks = new AmazonEKSClient(Credentials, new AmazonEKSConfig { ServiceURL = "http://127.0.0.1:9", UseFIPSEndpoint = true });

        var error = await Assert.ThrowsAsync<AmazonClientException>(() => eks.ListClustersAsync(new(), TestContext.Current.CancellationToken));

        Assert.Contains("FIPS", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Answers 403 to everything and keeps the URL and the signature's scope.</summary>
    private sealed class SentRequests : HttpClientFactory
    {
        private readonly List<(string Url, string Scope)> _sent = [];

        public (string Url, string Scope) Single => Assert.Single(_sent);

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(_sent));

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        private sealed class Handler(List<(string, string)> sent) : HttpMessageHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                var scope = request.Headers.GetValues("Authorization").Single().Split("Credential=")[1].Split(',')[0].Split('/');
                sent.Add((request.RequestUri!.AbsoluteUri, $"{scope[2]}/{scope[3]}"));
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("") });
            }
        }
    }
}
