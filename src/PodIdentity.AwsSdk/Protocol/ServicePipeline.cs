#nullable enable

using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Util;

namespace PodIdentity.AwsSdk;

/// <summary>Tells the SDK's pipeline where a request goes (the configuration's endpoint provider) and how it is signed (SigV4).</summary>
internal static class ServicePipeline
{
    public static void Customize(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<Amazon.Runtime.Internal.EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new ServiceEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4AuthResolver());
    }

    public static EndpointParameters EndpointParametersOf(IClientConfig config, RegionEndpoint? alternate) => new()
    {
        ["Region"] = alternate?.SystemName ?? RegionOf(config),
        ["UseDualStack"] = config.UseDualstackEndpoint,
        ["UseFIPS"] = config.UseFIPSEndpoint,
        ["Endpoint"] = config.ServiceURL,
    };

    private static string? RegionOf(IClientConfig config)
    {
        if (config.RegionEndpoint is not null) return config.RegionEndpoint.SystemName;
        if (string.IsNullOrEmpty(config.ServiceURL)) return null;
        return string.IsNullOrEmpty(config.AuthenticationRegion)
            ? AWSSDKUtils.DetermineRegion(config.ServiceURL)
            : config.AuthenticationRegion;
    }

    private sealed class ServiceEndpointResolver : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
            EndpointParametersOf(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint);
    }

    private sealed class SigV4AuthResolver : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }
}
