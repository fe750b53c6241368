using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;
using PodIdentity.AwsSdk;

namespace Amazon.IdentityManagement;

/// <summary>Configuration of the client of AWS Identity and Access Management.</summary>
public partial class AmazonIdentityManagementServiceConfig : ClientConfig
{
    private static readonly string UserAgentString = InternalSDKUtils.BuildUserAgentString("IAM", ServiceMetadata.ClientVersion);

    /// <summary>With the SDK's defaults for this environment.</summary>
    public AmazonIdentityManagementServiceConfig() : base(new DefaultConfigurationProvider(DefaultModes.All))
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "iam";
        // IAM is global: without a configured region it is still reachable.
        RegionEndpoint = FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false) ?? RegionEndpoint.USEast1;
        EndpointProvider = new IamEndpoints();
    }

    /// <summary>The service's id in the SDK, as in <c>AWS_ENDPOINT_URL_IAM</c>.</summary>
    public static new string ServiceId => "IAM";

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "iam";

    /// <inheritdoc/>
    public override string ServiceVersion => "2010-05-08";

    /// <inheritdoc/>
    public override string UserAgent => UserAgentString;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(ServicePipeline.EndpointParametersOf(this, parameters.AlternateEndpoint));
}
