using PodIdentity.Lab.Aws.Policies;
using PodIdentity.Lab.Aws.Signing;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>Who may assume a role, and the sessions that come of it.</summary>
internal sealed class RoleAssumption(IamStore store, IamAccess access, CredentialStore credentials)
{
    /// <summary>Whether a role's trust policy lets this context in: by naming the principal itself, or only its account.</summary>
    private enum Trust { Refuses, DelegatesToAccount, NamesPrincipal }

    public Session? ByService(Role role, string service, SessionRequest request, IReadOnlyDictionary<string, IReadOnlyList<string>> keys)
    {
        var principal = new RequestPrincipal(service, null, [], []);
        bool Trusts(string action) => PolicyEvaluator.Evaluate([TrustOf(role)], Context(role, action, principal, request, null).With(keys)) == Decision.Allow;
        return Trusts("sts:AssumeRole") && (request.Tags.Count == 0 || Trusts("sts:TagSession")) ? Issue(role, request) : null;
    }

    /// <param name="caller">Who asks.</param>
    /// <param name="role">Which role.</param>
    /// <param name="request">The session to be.</param>
    /// <param name="needsIdentityPolicy">Even when the trust policy names the caller itself, which alone is enough within an account.</param>
    /// <returns>The action that is refused, or null.</returns>
    public string? Refusal(Caller caller, Role role, SessionRequest request, bool needsIdentityPolicy)
    {
        string[] actions = request.Tags.Count == 0 ? ["sts:AssumeRole"] : ["sts:AssumeRole", "sts:TagSession"];
        return actions.FirstOrDefault(action => !MayDo(caller, role, action, request, needsIdentityPolicy));
    }

    public Session Issue(Role role, SessionRequest request)
    {
        var arn = $"arn:aws:sts::{store.AccountId}:assumed-role/{role.Name}/{request.SessionName}";
        var caller = new Caller
        {
            Arn = arn,
            UserId = $"{role.Id}:{request.SessionName}",
            AccountId = store.AccountId,
            RoleArn = role.Arn,
            RoleId = role.Id,
            SessionPolicy = request.SessionPolicy,
            SessionTags = request.Tags,
            TransitiveTagKeys = request.TransitiveTagKeys,
        };
        var credential = credentials.AddSession(caller, request.Duration);
        return new Session(credential.AccessKeyId, credential.SecretAccessKey, credential.SessionToken!, credential.Expiration, arn, caller.UserId);
    }

    /// <summary>A chained session keeps the transitive tags of the one before, whatever it asks for.</summary>
    public static SessionRequest WithInheritedTags(Caller caller, SessionRequest request)
    {
        if (caller.TransitiveTagKeys.Count == 0)
            return request;
        var tags = new Dictionary<string, string>(request.Tags, StringComparer.OrdinalIgnoreCase);
        foreach (var key in caller.TransitiveTagKeys)
            tags[key] = caller.SessionTags[key];
        return request with { Tags = tags, TransitiveTagKeys = [.. request.TransitiveTagKeys.Union(caller.TransitiveTagKeys, StringComparer.OrdinalIgnoreCase)] };
    }

    private bool MayDo(Caller caller, Role role, string action, SessionRequest request, bool needsIdentityPolicy)
    {
        var principal = IamAccess.Describe(caller);
        var trust = TrustIn(role, Context(role, action, principal, request, caller));
        if (trust == Trust.Refuses)
            return false;
        var layers = access.LayersOf(caller);
        if (trust == Trust.NamesPrincipal && !needsIdentityPolicy)
            layers = layers with { Identity = [.. layers.Identity, AllowAll] };
        return IamAccess.Refusal(layers, Context(role, action, principal, request, caller)) is null;
    }

    private static readonly PolicySource AllowAll = new("TrustPolicy", "IAM Policy", new PolicyDocument(true, [new Statement { IsAllow = true, Actions = ["*"], Resources = ["*"] }]));

    private static Trust TrustIn(Role role, RequestContext context)
    {
        var matched = new List<MatchedStatement>();
        if (PolicyEvaluator.Evaluate([TrustOf(role)], context, matched) != Decision.Allow)
            return Trust.Refuses;
        return matched.Any(match => match.Statement.Principals!.Any(pattern => pattern.Kind == "*" || pattern.Value == "*" || PolicyEvaluator.NamesDirectly(pattern.Value, context.Principal!)))
            ? Trust.NamesPrincipal
            : Trust.DelegatesToAccount;
    }

    private RequestContext Context(Role role, string action, RequestPrincipal principal, SessionRequest request, Caller? caller)
    {
        var context = caller is null
            ? new RequestContext { Action = action, Resource = role.Arn, Principal = principal }
            : access.ContextOf(caller, action, role.Arn);
        foreach (var (key, value) in request.Tags)
            context.With("aws:RequestTag/" + key, value);
        if (request.Tags.Count > 0)
            context.With("aws:TagKeys", [.. request.Tags.Keys]);
        if (request.TransitiveTagKeys.Count > 0)
            context.With("sts:TransitiveTagKeys", [.. request.TransitiveTagKeys]);
        if (request.ExternalId is { } externalId)
            context.With("sts:ExternalId", externalId);
        foreach (var (key, value) in role.Tags)
            context.With("aws:ResourceTag/" + key, value).With("iam:ResourceTag/" + key, value);
        return context.With("sts:RoleSessionName", request.SessionName);
    }

    private static PolicySource TrustOf(Role role) => new("TrustPolicy", "Trust Policy", PolicyDocument.Of(role.TrustPolicy));
}
