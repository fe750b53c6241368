using Amazon;
using Amazon.EKS;
using Amazon.IdentityManagement;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace PodIdentity.Engine.Aws;

/// <summary>The AWS clients of one operation: one region, one identity. Connections are pooled by the SDK across sessions.</summary>
internal sealed class AwsSession : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private static readonly string[] EndpointVariables = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EKS", "AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_STS"];

    private readonly Connection _connection;
    private readonly RegionEndpoint _region;
    private readonly Lazy<IAmazonEKS> _eks;
    private readonly Lazy<IAmazonIdentityManagementService> _iam;
    private readonly Lazy<AmazonSecurityTokenServiceClient> _sts;

    private AwsSession(Connection connection, RegionEndpoint region, IOperationHost host)
    {
        _connection = connection;
        _region = region;
        var trace = new CallTrace(host);
        _eks = new(() => trace.Attach(new AmazonEKSClient(Configure(new AmazonEKSConfig(), Region))));
        // IAM is global: its requests are signed for the partition's first region.
        _iam = new(() => trace.Attach(new AmazonIdentityManagementServiceClient(Configure(new AmazonIdentityManagementServiceConfig(), GlobalRegion))));
        _sts = new(() => trace.Attach(new AmazonSecurityTokenServiceClient(StsConfig())));
    }

    public string Region => _region.SystemName;

    /// <summary><c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>, …</summary>
    public string Partition => _region.PartitionName;

    public IAmazonEKS Eks => _eks.Value;

    public IAmazonIdentityManagementService Iam => _iam.Value;

    public AmazonSecurityTokenServiceClient Sts => _sts.Value;

    private string GlobalRegion => Partition switch
    {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    };

    /// <summary>Opens the clients. Makes no request, but needs a region.</summary>
    /// <param name="connection">What the user gave.</param>
    /// <param name="host">Hears of each call.</param>
    /// <param name="impliedRegion">Region of an ARN that the user gave.</param>
    public static AwsSession Open(Connection connection, IOperationHost host, string? impliedRegion = null)
    {
        RequireUrls(connection);
        if (connection.Region is { } region && impliedRegion is not null && region != impliedRegion)
        {
            throw Errors.Invalid("Region", region, $"the region of the cluster's ARN ({impliedRegion})", "Leave -Region out, or give the ARN of a cluster in that region.");
        }

        return new AwsSession(connection, ResolveRegion(connection, connection.Region ?? impliedRegion), host);
    }

    /// <summary>The account of the credentials in use.</summary>
    public async Task<string> GetAccountIdAsync(CancellationToken cancellationToken)
    {
        var identity = await Sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false);
        return identity.Account;
    }

    /// <summary>The credentials in use, from the SDK's own chain.</summary>
    public async Task<ImmutableCredentials> GetCredentialsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var credentials = await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(StsConfig()).ConfigureAwait(false);
        return await credentials.GetCredentialsAsync().ConfigureAwait(false);
    }

    public AmazonSecurityTokenServiceConfig StsConfig() => Configure(new AmazonSecurityTokenServiceConfig(), Region);

    public void Dispose()
    {
        DisposeIfMade(_eks);
        DisposeIfMade(_iam);
        DisposeIfMade(_sts);
    }

    private static void DisposeIfMade<T>(Lazy<T> client)
        where T : IDisposable
    {
        if (client.IsValueCreated)
        {
            client.Value.Dispose();
        }
    }

    // The SDK would meet a bad address only in the middle of the first request, as an error that names no setting.
    private static void RequireUrls(Connection connection)
    {
        if (connection.EndpointUrl is { } url)
        {
            RequireUrl(url, "Give -EndpointUrl as https://host[:port], or leave it out for AWS's own endpoints.");
            return;
        }

        if (string.Equals(Environment.GetEnvironmentVariable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        foreach (var variable in EndpointVariables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } configured)
            {
                RequireUrl(configured, $"It comes from the environment variable {variable}: set that to https://host[:port], or remove it for AWS's own endpoints.");
            }
        }
    }

    private static void RequireUrl(string url, string way)
    {
        if (!(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"))
        {
            throw Errors.Invalid("EndpointUrl", url, "an http or https address", way);
        }
    }

    private static RegionEndpoint ResolveRegion(Connection connection, string? name)
    {
        if (name is not null)
        {
            return System.Text.RegularExpressions.Regex.IsMatch(name, @"\A[a-z]{2,4}(-[a-z]+)+-\d\z")
                ? RegionEndpoint.GetBySystemName(name)
                : throw Errors.Invalid("Region", name, "the name of an AWS region", "Give -Region as AWS writes it, e.g. us-east-1.");
        }

        if (connection.ProfileName is { } profile && ProfileOf(profile).Region is { } ofProfile)
        {
            return ofProfile;
        }

        // The SDK remembers the first answer for the life of the process; a session's user may have changed it since.
        FallbackRegionFactory.Reset();
        return FallbackRegionFactory.GetRegionEndpoint() ?? throw new PodIdentityException(
            "RegionNotSet",
            ErrorKind.InvalidArgument,
            null,
            "No AWS region is set.",
            "Give -Region, set AWS_REGION, or set a region in the profile.");
    }

    private static Amazon.Runtime.CredentialManagement.CredentialProfile ProfileOf(string name) =>
        new Amazon.Runtime.CredentialManagement.CredentialProfileStoreChain().TryGetProfile(name, out var profile)
            ? profile
            : throw new PodIdentityException(
                "ProfileNotFound",
                ErrorKind.ObjectNotFound,
                name,
                $"There is no AWS profile '{Errors.Shown(name)}'.",
                "Check -ProfileName against `aws configure list-profiles`.");

    private T Configure<T>(T config, string signingRegion)
        where T : ClientConfig
    {
        config.Timeout = RequestTimeout;
        config.ConnectTimeout = ConnectTimeout;
        if (_connection.EndpointUrl is { } url)
        {
            config.ServiceURL = url;
        }
        else
        {
            config.RegionEndpoint = _region;
        }

        // An address, whether given or from AWS_ENDPOINT_URL, does not tell the region to sign for.
        config.AuthenticationRegion = signingRegion;
        if (_connection.ProfileName is { } profile)
        {
            ProfileOf(profile);
            config.Profile = new Profile(profile);
        }

        return config;
    }
}
