using System.Collections.Concurrent;
using PodIdentity.Lab.Aws.Eks;
using PodIdentity.Lab.Aws.Iam;
using PodIdentity.Lab.Aws.Sts;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws;

/// <summary>AWS as the clusters see it.</summary>
internal sealed class Cloud(LabOptions options, Func<Uri> endpoint, EksCloud eks, ClusterLogin login) : ICloud
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<AccessRule>> _entries = new(StringComparer.Ordinal);

    public Uri Endpoint => endpoint();

    public string Region => options.Region;

    public string AccountId => options.AccountId;

    public Uri? MetadataEndpoint(string clusterName, string nodeName) => eks.MetadataEndpoint(clusterName, nodeName);

    public IReadOnlyList<NodeInstance> Instances(string clusterName) => eks.Instances(clusterName);

    public bool IsAssociated(string clusterName, string @namespace, string serviceAccount) => eks.IsAssociated(clusterName, @namespace, serviceAccount);

    public bool IsIpv6(string clusterName) => eks.IsIpv6(clusterName);

    public Task<ClusterCaller?> AuthenticateAsync(string clusterName, string bearerToken, CancellationToken cancellationToken)
    {
        var caller = login.Verify(clusterName, bearerToken);
        return Task.FromResult(caller is null ? null : Find(caller.RoleArn ?? caller.Arn));
    }

    /// <summary>Gives an identity an access entry with these rights in every cluster.</summary>
    public void Grant(string arn, IReadOnlyList<AccessRule> rules) => _entries[arn] = rules;

    /// <summary>Takes all access entries away but those that every cluster starts with.</summary>
    public void Reset() => _entries.Clear();

    private ClusterCaller? Find(string arn) => _entries.TryGetValue(arn, out var rules) ? new ClusterCaller(arn, ClusterAccess.ByRule, rules)
        : AccessOf(arn) is { } access ? new ClusterCaller(arn, access)
        : null;

    /// <summary>The access entries of every cluster: its creator, and one who may only look.</summary>
    private ClusterAccess? AccessOf(string arn) => arn == $"arn:aws:iam::{options.AccountId}:user/{IamSeed.AdministratorName}" ? ClusterAccess.Administrator
        : arn == $"arn:aws:iam::{options.AccountId}:user/{IamSeed.ViewerName}" ? ClusterAccess.Viewer
        : null;
}
