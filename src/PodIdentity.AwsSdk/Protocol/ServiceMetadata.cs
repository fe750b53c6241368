#nullable enable

using Amazon.Runtime.Internal;

namespace PodIdentity.AwsSdk;

/// <summary>Names the service in the user agent and in telemetry.</summary>
internal sealed class ServiceMetadata(string serviceId) : IServiceMetadata
{
    public static readonly string ClientVersion = typeof(ServiceMetadata).Assembly.GetName().Version!.ToString();

    public string ServiceId { get; } = serviceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
