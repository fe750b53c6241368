#nullable enable

using Amazon.Runtime;

namespace PodIdentity.AwsSdk;

/// <summary>The SDKs' common defaults by mode (<c>AWS_DEFAULTS_MODE</c>): how long to wait for a connection, and how to retry.</summary>
internal static class DefaultModes
{
    public static readonly IReadOnlyList<IDefaultConfiguration> All =
    [
        Mode(DefaultConfigurationMode.Standard, 3_100),
        Mode(DefaultConfigurationMode.InRegion, 1_100),
        Mode(DefaultConfigurationMode.CrossRegion, 3_100),
        Mode(DefaultConfigurationMode.Mobile, 30_000),
        // The SDK replaces Auto by one of the above.
        Mode(DefaultConfigurationMode.Auto, 1_100),
    ];

    private static DefaultConfiguration Mode(DefaultConfigurationMode name, int connectMilliseconds)
    {
        var connect = TimeSpan.FromMilliseconds(connectMilliseconds);
        return new()
        {
            Name = name,
            RetryMode = RequestRetryMode.Standard,
            S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
            ConnectTimeout = connect,
            TlsNegotiationTimeout = connect,
        };
    }
}
