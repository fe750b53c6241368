using System.Management.Automation;
using PodIdentity.Completers;

namespace PodIdentity.Pipeline;

/// <summary>Base of the cmdlets that reach AWS and the cluster: how they get there, and how long they may wait.</summary>
public abstract class ConnectedCommand : AsyncCommand
{
    /// <summary>
    /// AWS region, e.g. us-east-1. Left out, it comes from the profile or the environment, as with every AWS tool;
    /// a cluster given by ARN brings its own.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>
    /// Profile of the shared AWS configuration files (~/.aws/config and ~/.aws/credentials).
    /// Left out, the AWS SDK's own chain is used: environment, default profile, container, instance.
    /// </summary>
    [Parameter]
    [Alias("AWSProfileName")]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>
    /// Address that serves all AWS services in place of their public endpoints, such as that of a lab.
    /// The environment variables AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_EKS do the same.
    /// </summary>
    [Parameter]
    public string? EndpointUrl { get; set; }

    /// <summary>
    /// Kubeconfig file to reach the cluster with. Left out, neither a kubeconfig nor the aws or kubectl binary is needed:
    /// address and certificate come from EKS, and the token is made from your AWS credentials.
    /// </summary>
    [Parameter]
    public string? KubeConfigPath { get; set; }

    /// <summary>Context of the kubeconfig file; its current one when left out.</summary>
    [Parameter]
    public string? KubeContext { get; set; }

    /// <summary>The longest that a wait may take, in seconds. Left out, each operation has its own sensible limit.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TimeoutSec { get; set; }

    private protected TimeSpan? Timeout => TimeoutSec > 0 ? TimeSpan.FromSeconds(TimeoutSec) : null;

    /// <summary>An empty string is what an object's null property binds as: nothing was given.</summary>
    private protected static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private protected Connection GetConnection() => new()
    {
        Region = Given(Region),
        ProfileName = Given(ProfileName),
        EndpointUrl = Given(EndpointUrl),
        KubeConfigPath = Given(KubeConfigPath) is { } path ? ResolveFile(path) : null,
        KubeContext = Given(KubeContext),
    };

    /// <summary>From PowerShell's notion of a path (its own current location, drives, <c>~</c>) to the file system's.</summary>
    private string ResolveFile(string path)
    {
        try
        {
            var file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            if (provider.Name == "FileSystem")
                return file;
        }
        catch (Exception e) when (e is SessionStateException or PSNotSupportedException)
        {
            throw NotAFile(path, e);
        }

        throw NotAFile(path, null);
    }

    private static PodIdentityException NotAFile(string path, Exception? cause) => new(
        "KubeConfigPathInvalid",
        ErrorKind.InvalidArgument,
        path,
        $"'{path}' is not a path of the file system.",
        "Give -KubeConfigPath the path of a kubeconfig file, or leave it out to connect with your AWS credentials.",
        cause);
}
