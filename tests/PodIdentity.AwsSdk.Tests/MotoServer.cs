using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.EKS;
using Amazon.IdentityManagement;
using Amazon.Runtime;

namespace PodIdentity.AwsSdk.Tests;

/// <summary>moto, the independent judge of the IAM and EKS wire, where it is installed.</summary>
public sealed class MotoServer : IAsyncLifetime
{
    private static readonly BasicAWSCredentials Credentials = new("AKIDEXAMPLE", "secret");

    private Process? _process;
    private string _url = "";

    public AmazonEKSClient Eks()
    {
        SkipWhereMissing();
        return new(Credentials, new AmazonEKSConfig { ServiceURL = _url, AuthenticationRegion = "us-east-1" });
    }

    public AmazonIdentityManagementServiceClient Iam()
    {
        SkipWhereMissing();
        return new(Credentials, new AmazonIdentityManagementServiceConfig { ServiceURL = _url, AuthenticationRegion = "us-east-1" });
    }

    /// <summary>A POST past our clients, for what moto knows and they have no operation for.</summary>
    public async Task Post(string path, string json)
    {
        SkipWhereMissing();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, _url + path) { Content = new StringContent(json) };
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/eks/aws4_request");
        (await http.SendAsync(request, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    public async ValueTask InitializeAsync()
    {
        if (Executable() is not { } executable) return;
        var port = FreePort();
        _url = $"http://127.0.0.1:{port}";
        var start = new ProcessStartInfo(executable, ["-H", "127.0.0.1", "-p", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilListening(port);
    }

    public ValueTask DisposeAsync()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void SkipWhereMissing() => Assert.SkipWhen(_process is null, "moto_server is not installed.");

    private static string? Executable() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(directory => Path.Combine(directory, "moto_server"))
        .FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilListening(int port)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, patience.Token);
                return;
            }
            catch (SocketException) when (!_process!.HasExited)
            {
                await Task.Delay(100, patience.Token);
            }
        }
    }
}
