using System.Net.WebSockets;
using System.Text;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace PodIdentity.Lab.Tests.Kubernetes;

/// <summary>The official .NET client, as another judge: watch over HTTP/2, exec in the older protocol.</summary>
public sealed class DotNetClientTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new();
    private k8s.Kubernetes _client = null!;
    private string _home = "";

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        _client = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(_cluster.Server.KubeconfigPath));
        _home = await _cluster.NewNamespaceAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_typed_pod_is_created_read_and_deleted()
    {
        var created = await _client.CoreV1.CreateNamespacedPodAsync(Pod("p"), _home, cancellationToken: Cancelled);
        Assert.Equal("default", created.Spec.ServiceAccountName);

        await _client.CoreV1.DeleteNamespacedPodAsync("p", _home, gracePeriodSeconds: 0, cancellationToken: Cancelled);

        var missing = await Assert.ThrowsAsync<HttpOperationException>(() => _client.CoreV1.ReadNamespacedPodAsync("p", _home, cancellationToken: Cancelled));
        Assert.Contains("pods \\\"p\\\" not found", missing.Response.Content);
    }

    [Fact]
    public async Task A_watch_tells_of_a_pod_from_its_beginning_to_its_end()
    {
        var version = (await _client.CoreV1.ListNamespacedPodAsync(_home, cancellationToken: Cancelled)).ResourceVersion();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        ending.CancelAfter(TimeSpan.FromSeconds(30));
        var seen = new List<WatchEventType>();
        var watching = Task.Run(async () =>
        {
            await foreach (var (type, pod) in _client.CoreV1.WatchListNamespacedPodAsync(_home, resourceVersion: version, cancellationToken: ending.Token))
            {
                seen.Add(type);
                if (type == WatchEventType.Deleted)
                    return pod.Name();
            }
            return "";
        }, Cancelled);

        await _client.CoreV1.CreateNamespacedPodAsync(Pod("p"), _home, cancellationToken: Cancelled);
        await _cluster.WaitAsync("pods", _home, "p", pod => (string?)pod["status"]!["phase"] == "Running");
        await _client.CoreV1.DeleteNamespacedPodAsync("p", _home, cancellationToken: Cancelled);

        Assert.Equal("p", await watching);
        Assert.Equal([WatchEventType.Added, WatchEventType.Modified, WatchEventType.Modified, WatchEventType.Deleted], seen);
    }

    [Fact]
    public async Task Exec_in_the_fourth_protocol_brings_output_and_exit_code()
    {
        await _client.CoreV1.CreateNamespacedPodAsync(Pod("p"), _home, cancellationToken: Cancelled);
        await _cluster.WaitAsync("pods", _home, "p", pod => (string?)pod["status"]!["phase"] == "Running");

        Assert.Equal((0, "hello world\n"), await ExecAsync("echo", "hello", "world"));
        Assert.Equal((7, ""), await ExecAsync("exit", "7"));
    }

    [Fact]
    public async Task Exec_in_an_unknown_pod_fails_before_the_upgrade()
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ExecAsync("echo"));

        Assert.Contains("404", refused.Message);
    }

    private async Task<(int, string)> ExecAsync(params string[] command)
    {
        var output = new StringBuilder();
        var exitCode = await _client.NamespacedPodExecAsync("p", _home, "main", command, false, async (_, stdout, _) =>
        {
            using var reader = new StreamReader(stdout);
            output.Append(await reader.ReadToEndAsync(Cancelled));
        }, Cancelled);
        return (exitCode, output.ToString());
    }

    private static V1Pod Pod(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new V1PodSpec { Containers = [new V1Container { Name = "main", Image = "busybox:1.36" }] },
    };
}
