using Amazon.EKS.Model;
using Amazon.Runtime;

namespace Amazon.EKS;

/// <summary>The operations of Amazon EKS that are used here; calls are made by <see cref="AmazonEKSClient"/>.</summary>
public partial interface IAmazonEKS : IAmazonService, IDisposable
{
    /// <summary>Lists the clusters of the region.</summary>
    Task<ListClustersResponse> ListClustersAsync(ListClustersRequest request, CancellationToken cancellationToken = default);

    /// <summary>Describes a cluster.</summary>
    Task<DescribeClusterResponse> DescribeClusterAsync(DescribeClusterRequest request, CancellationToken cancellationToken = default);

    /// <summary>Installs an add-on.</summary>
    Task<CreateAddonResponse> CreateAddonAsync(CreateAddonRequest request, CancellationToken cancellationToken = default);

    /// <summary>Describes an installed add-on.</summary>
    Task<DescribeAddonResponse> DescribeAddonAsync(DescribeAddonRequest request, CancellationToken cancellationToken = default);

    /// <summary>Changes an installed add-on.</summary>
    Task<UpdateAddonResponse> UpdateAddonAsync(UpdateAddonRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes an add-on.</summary>
    Task<DeleteAddonResponse> DeleteAddonAsync(DeleteAddonRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists the installed add-ons.</summary>
    Task<ListAddonsResponse> ListAddonsAsync(ListAddonsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Describes the add-ons on offer and their versions.</summary>
    Task<DescribeAddonVersionsResponse> DescribeAddonVersionsAsync(
        DescribeAddonVersionsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Describes the settings of an add-on version.</summary>
    Task<DescribeAddonConfigurationResponse> DescribeAddonConfigurationAsync(
        DescribeAddonConfigurationRequest request, CancellationToken cancellationToken = default);

    /// <summary>Describes an update that goes on in the background.</summary>
    Task<DescribeUpdateResponse> DescribeUpdateAsync(DescribeUpdateRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a service account a role.</summary>
    Task<CreatePodIdentityAssociationResponse> CreatePodIdentityAssociationAsync(
        CreatePodIdentityAssociationRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists the associations of a cluster, without their roles.</summary>
    Task<ListPodIdentityAssociationsResponse> ListPodIdentityAssociationsAsync(
        ListPodIdentityAssociationsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Describes an association.</summary>
    Task<DescribePodIdentityAssociationResponse> DescribePodIdentityAssociationAsync(
        DescribePodIdentityAssociationRequest request, CancellationToken cancellationToken = default);

    /// <summary>Changes an association.</summary>
    Task<UpdatePodIdentityAssociationResponse> UpdatePodIdentityAssociationAsync(
        UpdatePodIdentityAssociationRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes an association.</summary>
    Task<DeletePodIdentityAssociationResponse> DeletePodIdentityAssociationAsync(
        DeletePodIdentityAssociationRequest request, CancellationToken cancellationToken = default);

    /// <summary>Adds or overwrites tags of a resource.</summary>
    Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes tags of a resource.</summary>
    Task<UntagResourceResponse> UntagResourceAsync(UntagResourceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists the tags of a resource.</summary>
    Task<ListTagsForResourceResponse> ListTagsForResourceAsync(
        ListTagsForResourceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Describes a managed node group.</summary>
    Task<DescribeNodegroupResponse> DescribeNodegroupAsync(DescribeNodegroupRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists the managed node groups of a cluster.</summary>
    Task<ListNodegroupsResponse> ListNodegroupsAsync(ListNodegroupsRequest request, CancellationToken cancellationToken = default);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonEKSConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonEKSClient(awsCredentials, (AmazonEKSConfig)clientConfig);
}
