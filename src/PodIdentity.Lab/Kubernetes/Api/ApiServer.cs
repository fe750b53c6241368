using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes.Api.Exec;
using PodIdentity.Lab.Kubernetes.Pods;
using PodIdentity.Lab.Kubernetes.Storage;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>What an API server is told.</summary>
internal sealed record ApiServerOptions
{
    public required string ClusterName { get; init; }

    /// <summary>Minor version of the cluster. kubectl chooses its client by it; up to 1.31 that client speaks nothing but JSON.</summary>
    public string Version { get; init; } = "1.31";

    /// <summary>0 lets the system choose.</summary>
    public int Port { get; init; }
}

/// <summary>The Kubernetes API of a cluster, over TLS on loopback.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ServerCertificates _certificates;
    private readonly CancellationTokenSource _stopping;
    private readonly DirectoryInfo _directory;
    private readonly string _kubeconfig;

    private ApiServer(WebApplication application, ServerCertificates certificates, CancellationTokenSource stopping, Access access, string clusterName)
    {
        (_application, _certificates, _stopping) = (application, certificates, stopping);
        (AdminToken, ViewerToken) = (access.AdminToken, access.ViewerToken);
        Endpoint = new Uri(application.Urls.First());
        _kubeconfig = Kubeconfig.Text(clusterName, Endpoint, certificates.AuthorityPem, AdminToken, ViewerToken);
        // Made by the runtime with access for its owner only.
        _directory = Directory.CreateTempSubdirectory("podidentity-lab-");
        KubeconfigPath = Path.Combine(_directory.FullName, "kubeconfig");
        Kubeconfig.Write(KubeconfigPath, _kubeconfig);
    }

    public Uri Endpoint { get; }

    /// <summary>PEM.</summary>
    public string CertificateAuthority => _certificates.AuthorityPem;

    public string AdminToken { get; }

    public string ViewerToken { get; }

    /// <summary>The administrator's file; it goes with the server.</summary>
    public string KubeconfigPath { get; }

    /// <summary>Writes the file once more, elsewhere.</summary>
    public string WriteKubeconfig(string path)
    {
        Kubeconfig.Write(path, _kubeconfig);
        return path;
    }

    public static async Task<ApiServer> StartAsync(
        ApiServerOptions options,
        IObjectStore store,
        IPodAdmission admission,
        IPodRuntime runtime,
        ITraffic traffic,
        ICloud cloud,
        LabClock clock,
        CancellationToken cancellationToken = default)
    {
        var stopping = new CancellationTokenSource();
        var certificates = ServerCertificates.Make();
        var access = new Access(options.ClusterName, cloud);
        var changing = new Changing(store, clock);
        var handler = new RequestHandler(access, traffic, new Discovery(options.Version), new RequestHandler.Services(
            new Reading(store, clock),
            new Watching(store, clock, stopping.Token),
            new Creating(store, admission, clock),
            changing,
            new Scaling(store, changing),
            new Deleting(store, clock),
            new PodExec(store, runtime, stopping.Token),
            new PodLog(store, runtime, stopping.Token)));

        var application = Build(options.Port, certificates);
        application.UseWebSockets();
        application.Run(handler.HandleAsync);
        await application.StartAsync(cancellationToken);
        return new ApiServer(application, certificates, stopping, access, options.ClusterName);
    }

    private static WebApplication Build(int port, ServerCertificates certificates)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The handler counts for itself, to answer in the API's words.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(certificates.Server);
            });
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        return builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _application.StopAsync();
        await _application.DisposeAsync();
        _directory.Delete(recursive: true);
        _certificates.Dispose();
        _stopping.Dispose();
    }
}
