using PodIdentity.Lab.Aws.Metadata;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws.Eks;

/// <summary>EKS's and EC2's part of <see cref="ICloud"/>: what a cluster asks about its nodes and its associations.</summary>
internal sealed class EksCloud(EksState state, MetadataEndpoint metadata)
{
    public IReadOnlyList<NodeInstance> Instances(string clusterName) => state.Find(clusterName)?.Nodes ?? [];

    /// <summary>Only EC2 has metadata.</summary>
    public Uri? MetadataEndpoint(string clusterName, string nodeName) =>
        Instances(clusterName).FirstOrDefault(i => i.NodeName == nodeName) is { Kind: not (NodeKind.Fargate or NodeKind.Hybrid) } instance
            ? metadata.AddressOf(instance)
            : null;

    public bool IsIpv6(string clusterName) => state.Find(clusterName)?.IpFamily == "ipv6";

    public bool IsAssociated(string clusterName, string @namespace, string serviceAccount) =>
        state.Find(clusterName)?.Associations.Effective(@namespace, serviceAccount) is not null;
}
