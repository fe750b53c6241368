using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;
using PodIdentity.AwsSdk;

namespace Amazon.EKS;

/// <summary>Configuration of the client of Amazon EKS.</summary>
public partial class AmazonEKSConfig : ClientConfig
{
    private static readonly string UserAgentString = InternalSDKUtils.BuildUserAgentString("EKS", ServiceMetadata.ClientVersion);

    /// <summary>With the SDK's defaults for this environment.</summary>
    public AmazonEKSConfig() : base(new DefaultConfigurationProvider(DefaultModes.All))
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "eks";
        EndpointProvider = new EksEndpoints();
    }

    /// <summary>The service's id in the SDK, as in <c>AWS_ENDPOINT_URL_EKS</c>.</summary>
    public static new string ServiceId => "EKS";

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "eks";

    /// <inheritdoc/>
    public override string ServiceVersion => "2017-11-01";

    /// <inheritdoc/>
    public override string UserAgent => UserAgentString;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(ServicePipeline.EndpointParametersOf(this, parameters.AlternateEndpoint));
}
