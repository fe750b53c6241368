using PodIdentity.Lab.Aws.Eks;
using PodIdentity.Lab.Aws.Eks.Associations;
using PodIdentity.Lab.Aws.Iam;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Aws.EksAuth;

/// <summary>Assumes the role of an association for a pod, and the target role behind it where there is one.</summary>
internal sealed class PodSessions(IIam iam)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(6);

    /// <summary>A chained session lasts an hour at most; EKS asks for a little less.</summary>
    private static readonly TimeSpan ChainedLifetime = TimeSpan.FromMinutes(59);

    public Session Start(EksCluster cluster, Association association, AssociationSettings settings, ServiceAccountToken claims)
    {
        var role = iam.FindRole(settings.RoleArn);
        if (role is null || role.RoleId != settings.RoleId)
            throw Refused();

        var tags = settings.DisableSessionTags ? new Dictionary<string, string>() : Tags(cluster, claims);
        var request = new SessionRequest
        {
            SessionName = $"eks-{Cut(cluster.Name)}-{Cut(claims.PodName)}-{Guid.NewGuid()}",
            Duration = Lifetime,
            Tags = tags,
            TransitiveTagKeys = [.. tags.Keys],
            // With a target role the policy is for that one.
            SessionPolicy = settings.TargetRoleArn is null ? settings.Policy : null,
        };
        var session = iam.AssumeAsService(role, PodIdentityService.Principal, request, cluster.AccountId, cluster.Arn) ?? throw Refused();
        if (settings.TargetRoleArn is not { } target)
            return session;

        var chained = request with
        {
            Duration = ChainedLifetime,
            // Transitive tags go along by themselves; without them the external id is what tells associations apart.
            Tags = new Dictionary<string, string>(),
            TransitiveTagKeys = [],
            ExternalId = settings.DisableSessionTags ? association.ExternalIdFor(settings) : null,
            SessionPolicy = settings.Policy,
        };
        return iam.AssumeAsSession(session, target, chained) ?? throw Refused();
    }

    private static Dictionary<string, string> Tags(EksCluster cluster, ServiceAccountToken claims) => new()
    {
        ["eks-cluster-arn"] = cluster.Arn,
        ["eks-cluster-name"] = cluster.Name,
        ["kubernetes-namespace"] = claims.Namespace,
        ["kubernetes-service-account"] = claims.ServiceAccount,
        ["kubernetes-pod-name"] = claims.PodName,
        ["kubernetes-pod-uid"] = claims.PodUid,
    };

    private static string Cut(string name) => name.Length <= 10 ? name : name[..10];

    private static AwsException Refused() => new(
        400, "AccessDeniedException", "Unauthorized Exception! EKS does not have permissions to assume the associated role.");
}
