#nullable enable

using Amazon;

namespace PodIdentity.AwsSdk;

/// <summary>What a collection member of a model starts as: null, or empty when the application asks the SDK for that.</summary>
internal static class Initially
{
    public static T? Empty<T>() where T : class, new() => AWSConfigs.InitializeCollections ? new T() : null;
}
