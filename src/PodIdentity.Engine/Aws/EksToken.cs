using System.Net.Http.Headers;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.SecurityToken.Model;
using k8s.Authentication;

namespace PodIdentity.Engine.Aws;

/// <summary>
/// The bearer token of a cluster: a presigned STS <c>GetCallerIdentity</c> request that names the cluster in a signed header. The cluster sends it
/// to STS to learn who calls. Taken for 15 minutes after it was signed; renewed here after 13.
/// </summary>
/// <seealso href="https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster"/>
internal sealed class EksToken(AwsSession aws, string clusterName) : ITokenProvider, IDisposable
{
    private const string Prefix = "k8s-aws-v1.";
    private const string ClusterHeader = "x-k8s-aws-id";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(13);

    private readonly SemaphoreSlim _renewal = new(1, 1);
    private (string Token, DateTime Expires) _current;

    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        await _renewal.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_current.Expires <= DateTime.UtcNow)
            {
                _current = (await MintAsync(cancellationToken).ConfigureAwait(false), DateTime.UtcNow + Lifetime);
            }

            return new AuthenticationHeaderValue("Bearer", _current.Token);
        }
        finally
        {
            _renewal.Release();
        }
    }

    public void Dispose() => _renewal.Dispose();

    private async Task<string> MintAsync(CancellationToken cancellationToken)
    {
        var credentials = await aws.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
        var endpoint = aws.Sts.DetermineServiceOperationEndpoint(new GetCallerIdentityRequest()).URL;

        var request = new DefaultRequest(new GetCallerIdentityRequest(), "sts") { HttpMethod = "GET", Endpoint = new Uri(endpoint), UseQueryString = true };
        request.Headers[ClusterHeader] = clusterName;
        request.Parameters["Action"] = "GetCallerIdentity";
        request.Parameters["Version"] = "2011-06-15";
        request.Parameters["X-Amz-Expires"] = "60";
        if (!string.IsNullOrEmpty(credentials.Token))
        {
            request.Parameters["X-Amz-Security-Token"] = credentials.Token;
        }

        var signature = AWS4PreSignedUrlSigner.SignRequest(request, aws.StsConfig(), null, credentials.AccessKey, credentials.SecretKey, "sts", aws.Region);
        var url = $"{endpoint.TrimEnd('/')}/?{Query(request.Parameters)}&{signature.ForQueryParameters}";
        return Prefix + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(url)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static string Query(IDictionary<string, string> parameters) =>
        string.Join('&', parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
}
