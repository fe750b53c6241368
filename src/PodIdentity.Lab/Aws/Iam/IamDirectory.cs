using PodIdentity.Lab.Aws.Policies;
using PodIdentity.Lab.Aws.Signing;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>IAM and STS as the other services use them.</summary>
internal sealed class IamDirectory(IamStore store, IamAccess access, RoleAssumption assumption, CredentialStore credentials, LabClock clock) : IIam
{
    private static readonly TimeSpan NodeSessionLife = TimeSpan.FromHours(6);

    private readonly Dictionary<string, Session> _nodeSessions = new(StringComparer.Ordinal);

    public void Authorize(Caller caller, string action, string resource, AccessDeniedStyle style, IReadOnlyDictionary<string, IReadOnlyList<string>>? context = null)
    {
        lock (store.Gate)
            access.Require(caller, action, resource, style, context);
    }

    public RoleSnapshot? FindRole(string roleArn)
    {
        lock (store.Gate)
            return store.SeenRole(roleArn) is { } role ? new RoleSnapshot(role.Arn, role.Id, role.Name, role.TrustPolicy, role.CreateDate) : null;
    }

    public bool TrustNames(RoleSnapshot role, string servicePrincipal, IReadOnlyList<string> actions)
    {
        var principal = new RequestPrincipal(servicePrincipal, null, [], []);
        var trust = PolicyDocument.Of(role.TrustPolicy);
        return actions.All(action => trust.Statements.Any(statement => statement.IsAllow
            && PolicyEvaluator.MatchesTarget(statement, trust.HasVariables, new RequestContext { Action = action, Resource = role.Arn, Principal = principal })));
    }

    public Session? AssumeAsService(RoleSnapshot role, string servicePrincipal, SessionRequest request, string sourceAccount, string sourceArn)
    {
        lock (store.Gate)
        {
            if (store.SeenRole(role.Arn) is not { } current || current.Id != role.RoleId)
                return null;
            var keys = new Dictionary<string, IReadOnlyList<string>>
            {
                ["aws:SourceAccount"] = [sourceAccount],
                ["aws:SourceArn"] = [sourceArn],
                ["aws:PrincipalServiceName"] = [servicePrincipal],
                ["aws:PrincipalIsAWSService"] = ["true"],
            };
            return assumption.ByService(current, servicePrincipal, request, keys);
        }
    }

    public Session? AssumeAsSession(Session source, string targetRoleArn, SessionRequest request)
    {
        lock (store.Gate)
        {
            if (credentials.Find(source.AccessKeyId)?.Caller is not { } caller || !IsAlive(caller) || store.SeenRole(targetRoleArn) is not { } target)
                return null;
            request = RoleAssumption.WithInheritedTags(caller, request);
            return assumption.Refusal(caller, target, request, needsIdentityPolicy: true) is null ? assumption.Issue(target, request) : null;
        }
    }

    public Session NodeSession(string roleArn, string instanceId)
    {
        lock (store.Gate)
        {
            var role = store.SeenRole(roleArn) ?? throw IamStore.NoSuchEntity($"The role with name {roleArn[(roleArn.LastIndexOf('/') + 1)..]} cannot be found.");
            var now = clock.GetUtcNow();
            if (_nodeSessions.TryGetValue(instanceId, out var session) && session.Expiration - now > NodeSessionLife / 2 && credentials.Find(session.AccessKeyId) is not null && session.AssumedRoleId.StartsWith(role.Id, StringComparison.Ordinal))
                return session;
            return _nodeSessions[instanceId] = assumption.Issue(role, new SessionRequest { SessionName = instanceId, Duration = NodeSessionLife });
        }
    }

    /// <summary>Whether the user or role of a caller is still the one that got the credentials. Notes the use of a role.</summary>
    public bool IsAlive(Caller caller)
    {
        lock (store.Gate)
        {
            if (access.PrincipalOf(caller) is not { } principal)
                return false;
            if (principal is Role)
                store.RoleLastUsed[principal.Id] = clock.GetUtcNow();
            return true;
        }
    }
}
