using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.AwsClient;

/// <summary>A node's metadata service, version 2, as a client on that node asks it.</summary>
internal sealed class InstanceMetadata(HttpClient http, Uri endpoint)
{
    private const string CredentialsPath = "/latest/meta-data/iam/security-credentials/";

    /// <summary>The node role's credentials; null when there is no metadata or no role.</summary>
    public async Task<AwsCredentials?> GetCredentialsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = await TokenAsync(cancellationToken);
            if (token is null || await GetAsync(CredentialsPath, token, cancellationToken) is not { } roles) return null;
            var role = roles.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            if (role is null || await GetAsync(CredentialsPath + role.Trim(), token, cancellationToken) is not { } body) return null;
            var found = JsonNode.Parse(body);
            return found.Text("AccessKeyId") is { } id && found.Text("SecretAccessKey") is { } secret
                ? new AwsCredentials(id, secret, found.Text("Token"), "iam-role")
                : null;
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The region that the node's zone lies in; null when there is no metadata.</summary>
    public async Task<string?> GetRegionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = await TokenAsync(cancellationToken);
            return token is not null && await GetAsync("/latest/meta-data/placement/availability-zone", token, cancellationToken) is { Length: > 1 } zone
                ? zone.Trim()[..^1]
                : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The endpoint may have a path of its own, which says whose metadata it is.</summary>
    private Uri At(string path) => new(endpoint.AbsoluteUri.TrimEnd('/') + path);

    private async Task<string?> TokenAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, At("/latest/api/token"));
        request.Headers.Add("x-aws-ec2-metadata-token-ttl-seconds", "21600");
        using var response = await http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellationToken) : null;
    }

    private async Task<string?> GetAsync(string path, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, At(path));
        request.Headers.Add("x-aws-ec2-metadata-token", token);
        using var response = await http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellationToken) : null;
    }
}
