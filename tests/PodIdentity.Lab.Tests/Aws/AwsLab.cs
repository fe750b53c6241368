using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Tests.Aws;

/// <summary>A lab on the network for one test class, and clients for it.</summary>
public sealed class AwsLab : IAsyncLifetime
{
    internal Lab Lab { get; private set; } = null!;

    internal SignedClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Lab = await Lab.StartAsync(new LabOptions(), CancellationToken.None);
        Client = As(Lab.World.Administrator.AccessKeyId, Lab.World.Administrator.SecretAccessKey);
    }

    public async ValueTask DisposeAsync() => await Lab.DisposeAsync();

    internal SignedClient As(string accessKeyId, string secretAccessKey, string? sessionToken = null) =>
        new(Lab.Addresses.AwsEndpoint, accessKeyId, secretAccessKey, sessionToken);

    /// <summary>What a Python script of these tests prints when it talks to the lab through boto3.</summary>
    internal async Task<string> PlayAsync(string folder, string script)
    {
        await RealClients.RequireBoto3Async("boto3");
        var path = Path.Combine(AppContext.BaseDirectory, folder, script);
        var (code, output, error) = await RealClients.RunAsync("python3", [path], Lab.Addresses.AwsEndpoint, Lab.Addresses.AccessKeyId, Lab.Addresses.SecretAccessKey);
        Assert.True(code == 0, error);
        return output;
    }

    internal async Task<(int Status, JsonNode? Body)> AdminAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(Lab.Addresses.AdminEndpoint, path));
        request.Headers.Add("Authorization", "Bearer " + Lab.Addresses.AdminToken);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString());
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }
}
