using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace PodIdentity.Lab.Tests.World;

/// <summary>Requests that random ones found to break the lab.</summary>
public class OddRequestTests
{
    [Fact]
    public async Task Half_a_surrogate_pair_is_a_bad_request()
    {
        await using var lab = await Lab.StartAsync(new LabOptions(), TestContext.Current.CancellationToken);
        using var client = Client(lab);
        using var body = new StringContent("""{"apiVersion":"authorization.k8s.io/v1","kind":"\ud800","spec":{}}""", Encoding.ASCII, "application/json");

        using var answer = await client.PostAsync(
            new Uri(lab.Addresses.KubernetesEndpoint!, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"), body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_with_half_a_surrogate_pair_is_nobodys()
    {
        await using var lab = await Lab.StartAsync(new LabOptions(), TestContext.Current.CancellationToken);
        var header = Convert.ToBase64String(Encoding.ASCII.GetBytes("""{"alg":"RS256","kid":"\ud800"}""")).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        Assert.Null(lab.Clusters[lab.Addresses.ClusterName].VerifyServiceAccountToken(header + ".e30.e30"));
    }

    [Fact]
    public async Task Resets_at_once_all_succeed()
    {
        await using var lab = await Lab.StartAsync(new LabOptions(), TestContext.Current.CancellationToken);
        using var client = Client(lab);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => client.PostAsync(new Uri(lab.Addresses.AdminEndpoint, "/reset"), null, TestContext.Current.CancellationToken)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
    }

    private static HttpClient Client(Lab lab)
    {
        var client = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", lab.Addresses.AdminToken);
        return client;
    }
}
