using PodIdentity.Lab.Aws.Iam;
using PodIdentity.Lab.Aws.Sts;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws;

/// <summary>AWS as the clusters see it.</summary>
internal sealed class Cloud(LabOptions options, IamSeed seed, ClusterLogin login) : ICloud
{
    private readonly Dictionary<string, IReadOnlyList<NodeInstance>> _instances =
        options.ClusterNames.ToDictionary(name => name, name => Launch(name, options, seed), StringComparer.Ordinal);

    public required Func<Uri> EndpointAddress { get; init; }

    /// <summary>By cluster and node; set by what serves instance metadata.</summary>
    public Func<string, string, Uri>? MetadataAddress { get; set; }

    /// <summary>By cluster, namespace and service account; set by what keeps the associations.</summary>
    public Func<string, string, string, bool>? Associations { get; set; }

    public Uri Endpoint => EndpointAddress();

    public string Region => options.Region;

    public string AccountId => options.AccountId;

    public Uri MetadataEndpoint(string clusterName, string nodeName) =>
        MetadataAddress?.Invoke(clusterName, nodeName) ?? throw new InvalidOperationException("Nothing serves instance metadata.");

    public IReadOnlyList<NodeInstance> Instances(string clusterName) => _instances.GetValueOrDefault(clusterName) ?? [];

    public bool IsAssociated(string clusterName, string @namespace, string serviceAccount) =>
        Associations?.Invoke(clusterName, @namespace, serviceAccount) ?? false;

    public Task<ClusterCaller?> AuthenticateAsync(string clusterName, string bearerToken, CancellationToken cancellationToken)
    {
        var caller = login.Verify(clusterName, bearerToken);
        return Task.FromResult(caller is not null && AccessOf(caller.RoleArn ?? caller.Arn) is { } access
            ? new ClusterCaller(caller.RoleArn ?? caller.Arn, access)
            : null);
    }

    /// <summary>The access entries of every cluster: its creator, and one who may only look.</summary>
    private ClusterAccess? AccessOf(string arn) => arn == $"arn:aws:iam::{options.AccountId}:user/{IamSeed.AdministratorName}" ? ClusterAccess.Administrator
        : arn == $"arn:aws:iam::{options.AccountId}:user/{IamSeed.ViewerName}" ? ClusterAccess.Viewer
        : null;

    private static IReadOnlyList<NodeInstance> Launch(string clusterName, LabOptions options, IamSeed seed) =>
    [
        .. Enumerable.Range(0, options.Nodes).Select(number => new NodeInstance(
            $"ip-192-168-{(number % 2 == 0 ? 11 : 43) + (number / 400 * 64)}-{24 + (number / 2 % 200)}.{(options.Region == "us-east-1" ? "ec2" : options.Region + ".compute")}.internal",
            "i-0" + System.Security.Cryptography.RandomNumberGenerator.GetHexString(16, lowercase: true),
            seed.NodeRoleArn(clusterName),
            options.Region + (char)('a' + (number % 2)))),
    ];
}
