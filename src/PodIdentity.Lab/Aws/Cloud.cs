using PodIdentity.Lab.Aws.Eks;
using PodIdentity.Lab.Aws.Iam;
using PodIdentity.Lab.Aws.Sts;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws;

/// <summary>AWS as the clusters see it.</summary>
internal sealed class Cloud(LabOptions options, Func<Uri> endpoint, EksCloud eks, ClusterLogin login) : ICloud
{
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
        return Task.FromResult(caller is not null && AccessOf(caller.RoleArn ?? caller.Arn) is { } access
            ? new ClusterCaller(caller.RoleArn ?? caller.Arn, access)
            : null);
    }

    /// <summary>The access entries of every cluster: its creator, and one who may only look.</summary>
    private ClusterAccess? AccessOf(string arn) => arn == $"arn:aws:iam::{options.AccountId}:user/{IamSeed.AdministratorName}" ? ClusterAccess.Administrator
        : arn == $"arn:aws:iam::{options.AccountId}:user/{IamSeed.ViewerName}" ? ClusterAccess.Viewer
        : null;
}
