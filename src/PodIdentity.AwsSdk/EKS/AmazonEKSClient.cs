using Amazon.EKS.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using PodIdentity.AwsSdk;

namespace Amazon.EKS;

/// <summary>Client of Amazon EKS, on the pipeline of the AWS SDK: signing, credentials, retries and endpoints are the SDK's own.</summary>
public partial class AmazonEKSClient : AmazonServiceClient, IAmazonEKS
{
    private static readonly ServiceMetadata Metadata = new("EKS");

    /// <summary>With the SDK's own search for credentials and region.</summary>
    public AmazonEKSClient() : base(new AmazonEKSConfig()) { }

    /// <summary>With the SDK's own search for credentials.</summary>
    public AmazonEKSClient(RegionEndpoint region) : base(new AmazonEKSConfig { RegionEndpoint = region }) { }

    /// <summary>With the SDK's own search for credentials, unless the configuration names a profile.</summary>
    public AmazonEKSClient(AmazonEKSConfig config) : base(config) { }

    /// <summary>With these credentials and the SDK's own search for the region.</summary>
    public AmazonEKSClient(AWSCredentials credentials) : this(credentials, new AmazonEKSConfig()) { }

    /// <summary>With these credentials in this region.</summary>
    public AmazonEKSClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonEKSConfig { RegionEndpoint = region }) { }

    /// <summary>With these credentials and this configuration.</summary>
    public AmazonEKSClient(AWSCredentials credentials, AmazonEKSConfig clientConfig) : base(credentials, clientConfig) { }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ServicePipeline.Customize(pipeline);

    /// <inheritdoc/>
    public virtual Task<ListClustersResponse> ListClustersAsync(
        ListClustersRequest request, CancellationToken cancellationToken = default) =>
        Call<ListClustersResponse>(request, "GET /clusters", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeClusterResponse> DescribeClusterAsync(
        DescribeClusterRequest request, CancellationToken cancellationToken = default) =>
        Call<DescribeClusterResponse>(request, "GET /clusters/{name}", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<CreateAddonResponse> CreateAddonAsync(CreateAddonRequest request, CancellationToken cancellationToken = default) =>
        Call<CreateAddonResponse>(request, "POST /clusters/{clusterName}/addons", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeAddonResponse> DescribeAddonAsync(
        DescribeAddonRequest request, CancellationToken cancellationToken = default) =>
        Call<DescribeAddonResponse>(request, "GET /clusters/{clusterName}/addons/{addonName}", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<UpdateAddonResponse> UpdateAddonAsync(UpdateAddonRequest request, CancellationToken cancellationToken = default) =>
        Call<UpdateAddonResponse>(request, "POST /clusters/{clusterName}/addons/{addonName}/update", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DeleteAddonResponse> DeleteAddonAsync(DeleteAddonRequest request, CancellationToken cancellationToken = default) =>
        Call<DeleteAddonResponse>(request, "DELETE /clusters/{clusterName}/addons/{addonName}", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListAddonsResponse> ListAddonsAsync(ListAddonsRequest request, CancellationToken cancellationToken = default) =>
        Call<ListAddonsResponse>(request, "GET /clusters/{clusterName}/addons", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeAddonVersionsResponse> DescribeAddonVersionsAsync(
        DescribeAddonVersionsRequest request, CancellationToken cancellationToken = default) =>
        Call<DescribeAddonVersionsResponse>(request, "GET /addons/supported-versions", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeAddonConfigurationResponse> DescribeAddonConfigurationAsync(
        DescribeAddonConfigurationRequest request, CancellationToken cancellationToken = default) =>
        Call<DescribeAddonConfigurationResponse>(request, "GET /addons/configuration-schemas", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeUpdateResponse> DescribeUpdateAsync(
        DescribeUpdateRequest request, CancellationToken cancellationToken = default) =>
        Call<DescribeUpdateResponse>(request, "GET /clusters/{name}/updates/{updateId}", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<CreatePodIdentityAssociationResponse> CreatePodIdentityAssociationAsync(
        CreatePodIdentityAssociationRequest request, CancellationToken cancellationToken = default) =>
        Call<CreatePodIdentityAssociationResponse>(request, "POST /clusters/{clusterName}/pod-identity-associations", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListPodIdentityAssociationsResponse> ListPodIdentityAssociationsAsync(
        ListPodIdentityAssociationsRequest request, CancellationToken cancellationToken = default) =>
        Call<ListPodIdentityAssociationsResponse>(request, "GET /clusters/{clusterName}/pod-identity-associations", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribePodIdentityAssociationResponse> DescribePodIdentityAssociationAsync(
        DescribePodIdentityAssociationRequest request, CancellationToken cancellationToken = default) =>
        Call<DescribePodIdentityAssociationResponse>(
            request, "GET /clusters/{clusterName}/pod-identity-associations/{associationId}", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<UpdatePodIdentityAssociationResponse> UpdatePodIdentityAssociationAsync(
        UpdatePodIdentityAssociationRequest request, CancellationToken cancellationToken = default) =>
        Call<UpdatePodIdentityAssociationResponse>(
            request, "POST /clusters/{clusterName}/pod-identity-associations/{associationId}", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DeletePodIdentityAssociationResponse> DeletePodIdentityAssociationAsync(
        DeletePodIdentityAssociationRequest request, CancellationToken cancellationToken = default) =>
        Call<DeletePodIdentityAssociationResponse>(
            request, "DELETE /clusters/{clusterName}/pod-identity-associations/{associationId}", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) =>
        Call<TagResourceResponse>(request, "POST /tags/{resourceArn}", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<UntagResourceResponse> UntagResourceAsync(
        UntagResourceRequest request, CancellationToken cancellationToken = default) =>
        Call<UntagResourceResponse>(request, "DELETE /tags/{resourceArn}", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListTagsForResourceResponse> ListTagsForResourceAsync(
        ListTagsForResourceRequest request, CancellationToken cancellationToken = default) =>
        Call<ListTagsForResourceResponse>(request, "GET /tags/{resourceArn}", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeNodegroupResponse> DescribeNodegroupAsync(
        DescribeNodegroupRequest request, CancellationToken cancellationToken = default) =>
        Call<DescribeNodegroupResponse>(request, "GET /clusters/{clusterName}/node-groups/{nodegroupName}", cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListNodegroupsResponse> ListNodegroupsAsync(
        ListNodegroupsRequest request, CancellationToken cancellationToken = default) =>
        Call<ListNodegroupsResponse>(request, "GET /clusters/{clusterName}/node-groups", cancellationToken);

    private Task<TResponse> Call<TResponse>(AmazonEKSRequest request, string route, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new()
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = new RestJsonMarshaller("Amazon.EKS", route, message => new AmazonEKSException(message)),
            ResponseUnmarshaller = new RestJsonUnmarshaller<TResponse, AmazonEKSException>(),
        };
        return InvokeAsync<TResponse>(request, options, cancellationToken);
    }
}
