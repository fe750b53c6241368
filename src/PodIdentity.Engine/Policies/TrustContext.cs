namespace PodIdentity.Engine.Policies;

/// <summary>What is known of the call by which a role will be assumed for the pods of an association.</summary>
/// <seealso href="https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html"/>
internal sealed record TrustContext
{
    private const string RequestTag = "aws:RequestTag/";

    // Named by no one when EKS asks: they belong to other ways of asking.
    private static readonly string[] NeverSent =
    [
        "aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalTag/*", "aws:PrincipalType", "aws:userid", "aws:username",
        "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp", "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge", "aws:FederatedProvider", "aws:Referer", "aws:UserAgent",
        "sts:ExternalId", "sts:SourceIdentity", "saml:*", "cognito-identity.amazonaws.com:*", "accounts.google.com:*", "*:sub", "*:aud",
    ];

    /// <summary>ARN of the cluster; also what EKS sends as <c>aws:SourceArn</c>.</summary>
    public required string ClusterArn { get; init; }

    public required string ClusterName { get; init; }

    public required string Namespace { get; init; }

    public required string ServiceAccount { get; init; }

    /// <summary>Account of the cluster.</summary>
    public required string AccountId { get; init; }

    /// <summary>The association leaves the six session tags out.</summary>
    public bool WithoutSessionTags { get; init; }

    /// <summary>ARN of the association where it is known. EKS does not send it; it only makes a message clearer.</summary>
    public string? AssociationArn { get; init; }

    /// <summary>For the trust of a target role: ARN of the association's own role, which asks in place of EKS.</summary>
    public string? SourceRoleArn { get; init; }

    /// <summary>The session tags that are the same for every pod of the association.</summary>
    public IReadOnlyList<(string Name, string Value)> KnownTags =>
    [
        (SessionTags.ClusterArn, ClusterArn), (SessionTags.ClusterName, ClusterName), (SessionTags.Namespace, Namespace), (SessionTags.ServiceAccount, ServiceAccount),
    ];

    /// <summary>What the association sends as external id to a target role: told apart by it when there are no tags.</summary>
    public string ExternalId => string.Join('/', ClusterArn.Split(':') is [_, _, _, var region, ..] ? region : "", AccountId, ClusterName, Namespace, ServiceAccount);

    /// <summary>Whether EKS never sends the key when it assumes a role for a pod, whatever the association.</summary>
    public static bool IsNeverSent(string key) =>
        NeverSent.Any(pattern => Wildcard.Matches(pattern, key, ignoreCase: true))
        || (key.StartsWith(RequestTag, StringComparison.OrdinalIgnoreCase) && !SessionTags.All.Contains(key[RequestTag.Length..], StringComparer.OrdinalIgnoreCase));

    /// <summary>What a key holds in the call.</summary>
    public SentKey KeyOf(string key)
    {
        if (key.StartsWith(RequestTag, StringComparison.OrdinalIgnoreCase))
        {
            return TagOf(key[RequestTag.Length..]);
        }

        return key.ToUpperInvariant() switch
        {
            "AWS:TAGKEYS" or "STS:TRANSITIVETAGKEYS" => WithoutSessionTags ? SentKey.WithoutTags : SentKey.Of([.. SessionTags.All]),
            "STS:ROLESESSIONNAME" => SentKey.DependsOnPod,
            _ => SourceRoleArn is { } source ? KeyFromRole(key, source) : KeyFromEks(key),
        };
    }

    private SentKey KeyFromEks(string key) => key.ToUpperInvariant() switch
    {
        "AWS:SOURCEACCOUNT" => SentKey.Of(AccountId),
        "AWS:SOURCEARN" => SentKey.Of(ClusterArn),
        "AWS:PRINCIPALSERVICENAME" => SentKey.Of(TrustPolicy.ServicePrincipal),
        "AWS:PRINCIPALISAWSSERVICE" => SentKey.Of("true"),
        _ => IsNeverSent(key) ? SentKey.Absent : SentKey.Unknown,
    };

    private SentKey KeyFromRole(string key, string role)
    {
        const string principalTag = "aws:PrincipalTag/";
        if (key.StartsWith(principalTag, StringComparison.OrdinalIgnoreCase))
        {
            // The role's own tags are principal tags as well; they are not looked at here.
            return SessionTags.All.Contains(key[principalTag.Length..], StringComparer.OrdinalIgnoreCase) && !WithoutSessionTags ? TagOf(key[principalTag.Length..]) : SentKey.Unknown;
        }

        return key.ToUpperInvariant() switch
        {
            "AWS:PRINCIPALARN" => SentKey.Of(role),
            "AWS:PRINCIPALACCOUNT" => SentKey.Of(role.Split(':') is [_, _, _, _, var account, ..] ? account : ""),
            "AWS:PRINCIPALTYPE" => SentKey.Of("AssumedRole"),
            "AWS:PRINCIPALISAWSSERVICE" => SentKey.Of("false"),
            "STS:EXTERNALID" => WithoutSessionTags ? SentKey.Of(ExternalId) : SentKey.Absent,
            "AWS:SOURCEACCOUNT" or "AWS:SOURCEARN" or "AWS:PRINCIPALSERVICENAME" => SentKey.Absent,
            _ => SentKey.Unknown,
        };
    }

    private SentKey TagOf(string tag) => tag.ToUpperInvariant() switch
    {
        _ when !SessionTags.All.Contains(tag, StringComparer.OrdinalIgnoreCase) => SentKey.Absent,
        _ when WithoutSessionTags => SentKey.WithoutTags,
        "EKS-CLUSTER-ARN" => SentKey.Of(ClusterArn),
        "EKS-CLUSTER-NAME" => SentKey.Of(ClusterName),
        "KUBERNETES-NAMESPACE" => SentKey.Of(Namespace),
        "KUBERNETES-SERVICE-ACCOUNT" => SentKey.Of(ServiceAccount),
        _ => SentKey.DependsOnPod,
    };
}

/// <summary>The tags that EKS puts on a pod's session, all of them transitive.</summary>
internal static class SessionTags
{
    public const string ClusterArn = "eks-cluster-arn";
    public const string ClusterName = "eks-cluster-name";
    public const string Namespace = "kubernetes-namespace";
    public const string ServiceAccount = "kubernetes-service-account";

    public static IReadOnlyList<string> All { get; } = [ClusterArn, ClusterName, Namespace, ServiceAccount, "kubernetes-pod-name", "kubernetes-pod-uid"];
}

/// <summary>What a condition key holds in a call.</summary>
/// <param name="Values">Its values; empty when it is missing; null when that cannot be told from here.</param>
/// <param name="Explanation">For values that are missing or unknown: why.</param>
internal sealed record SentKey(IReadOnlyList<string>? Values, string Explanation)
{
    public static readonly SentKey Absent = new([], "this call never sends that key");
    public static readonly SentKey WithoutTags = new([], "the association sends no session tags");
    public static readonly SentKey DependsOnPod = new(null, "its value is another one for each pod");
    public static readonly SentKey Unknown = new(null, "its value is only known to AWS");

    public static SentKey Of(params string[] values) => new(values, "");
}
