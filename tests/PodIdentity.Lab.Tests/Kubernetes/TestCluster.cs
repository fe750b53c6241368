using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Tests.Kubernetes;

/// <summary>An API server over a seeded store, with nodes that run every pod at once.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    private readonly CancellationTokenSource _stopping = new();
    private ApiServer _server = null!;
    private Task _nodes = Task.CompletedTask;
    private HttpClient _http = null!;

    internal ApiServer Server => _server;

    internal ObjectStore Store { get; } = new(new LabClock());

    internal FakeTraffic Traffic { get; } = new();

    internal string Version { get; init; } = "1.31";

    public async ValueTask InitializeAsync()
    {
        var (clock, cloud, nodes) = (new LabClock(), new FakeCloud(), new FakeNodes(Store));
        SeedObjects.Plant(Store, cloud.Instances("eksdemo1"), cloud.Region, Version, clock);
        var options = new ApiServerOptions { ClusterName = "eksdemo1", Version = Version };
        _server = await ApiServer.StartAsync(options, Store, new FakeAdmission(Store), nodes, Traffic, cloud, clock);
        _nodes = nodes.RunAsync(_stopping.Token);
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = PinnedTo(_server.CertificateAuthority) }) { BaseAddress = _server.Endpoint };
    }

    /// <summary>Sends a request as the administrator, or with another token (empty: none).</summary>
    internal async Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body = null, string contentType = "application/json", string? token = null, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token != "")
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Server.AdminToken);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, contentType);
        return await SendAsync(request);
    }

    internal async Task<Answer> SendRawAsync(HttpMethod method, string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Server.AdminToken);
        return await SendAsync(request);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var warnings = response.Headers.TryGetValues("Warning", out var values) ? values.ToArray() : [];
        return new Answer((int)response.StatusCode, text, warnings);
    }

    internal Task<Answer> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token: token);

    internal Task<Answer> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>A pod that is valid and says little.</summary>
    internal static JsonObject Pod(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["app"] = name } },
        ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = "busybox:1.36" }) },
    };

    /// <summary>A namespace for one test.</summary>
    internal async Task<string> NewNamespaceAsync()
    {
        var name = $"test-{Guid.NewGuid():N}"[..20];
        await PostAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        return name;
    }

    /// <summary>Waits until an object is as expected.</summary>
    internal async Task WaitAsync(string resource, string @namespace, string name, Predicate<JsonObject> expected)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        waiting.CancelAfter(TimeSpan.FromSeconds(30));
        var events = Store.Watch(resource, null, waiting.Token);
        while (Store.Get(resource, @namespace, name) is not { } value || !expected(value))
            await events.ReadAsync(waiting.Token);
        await waiting.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        await _stopping.CancelAsync();
        await _nodes;
        _stopping.Dispose();
    }

    private static SslClientAuthenticationOptions PinnedTo(string authority) => new()
    {
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { X509Certificate2.CreateFromPem(authority) },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };
}

/// <summary>What a server said.</summary>
internal sealed record Answer(int Status, string Text, string[] Warnings)
{
    private readonly Lazy<JsonObject> _body = new(() => Text.StartsWith('{') ? JsonNode.Parse(Text)!.AsObject() : []);

    public JsonObject Body => _body.Value;

    public string? Message => (string?)Body["message"];

    public string? Reason => (string?)Body["reason"];
}
