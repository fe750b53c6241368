#nullable enable

using Amazon.Runtime.Endpoints;

namespace PodIdentity.AwsSdk;

/// <summary>Where IAM is: one endpoint for all regions of a partition, signed for the partition's home region.</summary>
internal sealed class IamEndpoints : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (EndpointChoice.Custom(parameters) is { } custom) return new Endpoint(custom);
        var (_, partition, fips, dualStack) = EndpointChoice.Of(parameters);
        var home = partition.implicitGlobalRegion;
        var (host, signingRegion) = (partition.name, fips, dualStack) switch
        {
            ("aws", false, true) => ("iam.global.api.aws", "us-east-1"),
            ("aws", true, true) => ("iam-fips.global.api.aws", "us-east-1"),
            ("aws-cn", false, true) => ("iam.global.api.amazonwebservices.com.cn", "cn-north-1"),
            ("aws-cn", false, false) => ("iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
            // GovCloud's endpoints are FIPS endpoints anyway.
            ("aws-us-gov", _, true) => ("iam.us-gov.api.aws", "us-gov-west-1"),
            ("aws-us-gov", _, false) => ("iam.us-gov.amazonaws.com", "us-gov-west-1"),
            ("aws-iso" or "aws-iso-b", _, false) => ($"{(fips ? "iam-fips" : "iam")}.{home}.{partition.dnsSuffix}", home),
            ("aws-iso-e" or "aws-iso-f" or "aws-eusc", false, false) => ($"iam.{home}.{partition.dnsSuffix}", home),
            (_, true, true) => ($"iam-fips.{partition.dualStackDnsSuffix}", home),
            (_, true, false) => ($"iam-fips.{partition.dnsSuffix}", home),
            (_, false, true) => ($"iam.{partition.dualStackDnsSuffix}", home),
            _ => ($"iam.{partition.dnsSuffix}", home),
        };
        var signing = $$"""{"authSchemes":[{"name":"sigv4","signingName":"iam","signingRegion":"{{signingRegion}}"}]}""";
        return new Endpoint("https://" + host, signing, "{}");
    }
}
