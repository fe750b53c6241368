#nullable enable

using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace PodIdentity.AwsSdk;

/// <summary>What an endpoint depends on, checked: region, its partition, and the kind of endpoint asked for.</summary>
internal readonly record struct EndpointChoice(string Region, Partition Partition, bool Fips, bool DualStack)
{
    /// <summary>The configured endpoint (ServiceURL, <c>AWS_ENDPOINT_URL…</c>, or the profile's), which goes before all rules.</summary>
    public static string? Custom(EndpointParameters parameters)
    {
        if (parameters["Endpoint"] is not string { Length: > 0 } endpoint) return null;
        if (parameters["UseFIPS"] is true) throw new AmazonClientException("A custom endpoint cannot be a FIPS endpoint too.");
        if (parameters["UseDualStack"] is true) throw new AmazonClientException("A custom endpoint cannot be a dual-stack endpoint too.");
        return endpoint;
    }

    public static EndpointChoice Of(EndpointParameters parameters)
    {
        if (parameters[nameof(Region)] is not string { Length: > 0 } region || Fn.Partition(region) is not { } partition)
            throw new AmazonClientException("No region is configured: give one, or set AWS_REGION or the profile's region.");
        var (fips, dualStack) = (parameters["UseFIPS"] is true, parameters["UseDualStack"] is true);
        if (fips && !partition.supportsFIPS)
            throw new AmazonClientException($"Partition {partition.name} has no FIPS endpoints.");
        if (dualStack && !partition.supportsDualStack)
            throw new AmazonClientException($"Partition {partition.name} has no dual-stack endpoints.");
        return new(region, partition, fips, dualStack);
    }
}
