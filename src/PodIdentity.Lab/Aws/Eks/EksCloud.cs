using PodIdentity.Lab.Aws.Metadata;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws.Eks;

/// <summary>EKS's and EC2's part of <see cref="ICloud"/>: what a cluster asks about its nodes and its associations.</summary>
internal sealed class EksCloud(EksState state, MetadataEndpoint metadata)
{
    public IReadOnlyList<NodeInstance> Instances(string clusterName) => state.Find(clusterName)?.Nodes ?? [];

    public Uri MetadataEndpoint(string clusterName, string nodeName) =>
        metadata.AddressOf(Instances(clusterName).First(i => i.NodeName == nodeName));

    public bool IsAssociated(string clusterName, string @namespace, string serviceAccount) =>
        state.Find(clusterName)?.Associations.Effective(@namespace, serviceAccount) is not null;
}
