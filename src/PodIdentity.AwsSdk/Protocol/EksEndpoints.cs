#nullable enable

using Amazon.Runtime.Endpoints;

namespace PodIdentity.AwsSdk;

/// <summary>Where Amazon EKS is: one endpoint in each region.</summary>
internal sealed class EksEndpoints : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (EndpointChoice.Custom(parameters) is { } custom) return new Endpoint(custom);
        var (region, partition, fips, dualStack) = EndpointChoice.Of(parameters);
        return new Endpoint("https://" + (partition.name, fips, dualStack) switch
        {
            (_, true, true) => $"eks-fips.{region}.{partition.dualStackDnsSuffix}",
            ("aws", true, _) => $"fips.eks.{region}.amazonaws.com",
            ("aws-us-gov", true, _) => $"eks.{region}.amazonaws.com",
            (_, true, _) => $"eks-fips.{region}.{partition.dnsSuffix}",
            (_, _, true) => $"eks.{region}.{partition.dualStackDnsSuffix}",
            _ => $"eks.{region}.{partition.dnsSuffix}",
        });
    }
}
