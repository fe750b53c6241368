using System.Security.Cryptography.X509Certificates;
using Amazon.EKS.Model;
using k8s;
using k8s.Exceptions;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>The way to a cluster's API server: from what EKS says of the cluster, or from a kubeconfig when the user gives one.</summary>
internal sealed class ClusterConnection : IDisposable
{
    private static readonly Lazy<Task> WarmedUp = new(() => Task.Run(() => KubernetesJson.Deserialize<k8s.Models.V1PodList>(/*lang=json*/ """{"items":[{"spec":{"containers":[]}}]}""")));

    private readonly KubernetesClientConfiguration _configuration;
    private readonly Lazy<k8s.Kubernetes> _client;
    private readonly IDisposable? _token;
    private readonly IOperationHost _host;

    private ClusterConnection(KubernetesClientConfiguration configuration, IOperationHost host)
    {
        _configuration = configuration;
        _host = host;
        _client = new(NewClient);
        _token = configuration.TokenProvider as IDisposable;
    }

    /// <summary>The client of the operation.</summary>
    public k8s.Kubernetes Client => _client.Value;

    /// <summary>Opens the connection; makes no request yet.</summary>
    public static ClusterConnection Open(Connection connection, AwsSession aws, Cluster cluster, IOperationHost host) => new(
        connection.KubeConfigPath is null && connection.KubeContext is null ? FromEks(aws, cluster) : FromKubeConfig(connection), host);

    /// <summary>A client with a network connection of its own. Behind the load balancer of EKS it may meet another API server than the last one.</summary>
    public k8s.Kubernetes NewClient() => new(_configuration, new RequestTrace(_host));

    /// <summary>The first JSON call of the client library costs half a second of its own; this spends it while AWS answers.</summary>
    public static void WarmUp() => _ = WarmedUp.Value;

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }

        _token?.Dispose();
    }

    private static KubernetesClientConfiguration FromEks(AwsSession aws, Cluster cluster)
    {
        var pem = System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(cluster.CertificateAuthority.Data));
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(pem);
        return new KubernetesClientConfiguration
        {
            Host = cluster.Endpoint,
            SslCaCerts = authorities,
            TokenProvider = new EksToken(aws, cluster.Name),
            UserAgent = "PodIdentity",
        };
    }

    private static KubernetesClientConfiguration FromKubeConfig(Connection connection)
    {
        if (connection.KubeConfigPath is { } path && !File.Exists(path))
        {
            throw new PodIdentityException("KubeConfigNotFound", ErrorKind.ObjectNotFound, path, $"There is no kubeconfig file '{path}'.", "Check -KubeConfigPath, or leave it out: the cluster's address and token then come from EKS.");
        }

        try
        {
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(connection.KubeConfigPath, connection.KubeContext);
        }
        catch (Exception e) when (e is KubeConfigException or YamlDotNet.Core.YamlException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            throw new PodIdentityException("InvalidKubeConfig", ErrorKind.InvalidArgument, connection.KubeConfigPath ?? connection.KubeContext, $"The kubeconfig cannot be used: {Errors.Shown(e.Message)}", "Check -KubeConfigPath and -KubeContext with `kubectl config get-contexts`, or leave both out.", e);
        }
    }
}
