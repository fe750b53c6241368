using PodIdentity.Lab.Aws.Policies;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>The policies that bound one principal's requests, layer by layer.</summary>
internal sealed record PolicyLayers(IReadOnlyList<PolicySource> Identity, PolicySource? Boundary, PolicySource? Session);

/// <summary>May a caller do this? Answers from the policies as other services see them.</summary>
internal sealed class IamAccess(IamStore store)
{
    public static readonly AccessDeniedStyle QueryStyle = new(403, "AccessDenied", NamesResource: true);

    /// <summary>Null when allowed, else the layer that refused in AWS's words.</summary>
    public static string? Refusal(PolicyLayers layers, RequestContext context)
    {
        var identity = PolicyEvaluator.Evaluate(layers.Identity, context);
        var boundary = layers.Boundary is null ? Decision.Allow : PolicyEvaluator.Evaluate([layers.Boundary], context);
        var session = layers.Session is null ? Decision.Allow : PolicyEvaluator.Evaluate([layers.Session], context);
        if (identity == Decision.ExplicitDeny)
            return "with an explicit deny in an identity-based policy";
        if (boundary == Decision.ExplicitDeny)
            return "with an explicit deny in a permissions boundary";
        if (session == Decision.ExplicitDeny)
            return "with an explicit deny in a session policy";
        if (identity != Decision.Allow)
            return $"because no identity-based policy allows the {context.Action} action";
        if (boundary != Decision.Allow)
            return $"because no permissions boundary allows the {context.Action} action";
        return session == Decision.Allow ? null : $"because no session policy allows the {context.Action} action";
    }

    public void Require(Caller caller, string action, string resource, AccessDeniedStyle style, IReadOnlyDictionary<string, IReadOnlyList<string>>? keys = null)
    {
        if (Refusal(LayersOf(caller), ContextOf(caller, action, resource).With(keys)) is not { } because)
            return;
        var on = style.NamesResource ? $" on resource: {resource}" : "";
        throw new AwsException(style.Status, style.Code, $"User: {caller.Arn} is not authorized to perform: {action}{on} {because}");
    }

    public bool IsAllowed(Caller caller, string action, string resource) => Refusal(LayersOf(caller), ContextOf(caller, action, resource)) is null;

    /// <summary>The user or role behind a caller; null when it is gone, or another one of the same name.</summary>
    public Principal? PrincipalOf(Caller caller)
    {
        if (caller.RoleArn is null)
            return store.Users.Values.FirstOrDefault(user => user.Arn == caller.Arn && user.Id == caller.UserId);
        return store.SeenRole(caller.RoleArn) is { } role && role.Id == caller.RoleId ? role : null;
    }

    public PolicyLayers LayersOf(Caller caller)
    {
        var principal = PrincipalOf(caller);
        var session = caller.SessionPolicy is null ? null : new PolicySource("SessionPolicy", "Session Policy", PolicyDocument.Of(caller.SessionPolicy));
        return principal is null ? new PolicyLayers([], null, session) : LayersOf(principal, store.Policies.Seen) with { Session = session };
    }

    /// <param name="principal">The user or role.</param>
    /// <param name="find">A managed policy by ARN: the newest, or the one that other services see.</param>
    public static PolicyLayers LayersOf(Principal principal, Func<string, ManagedPolicy?> find)
    {
        var attached = principal.AttachedPolicies.Select(find).OfType<ManagedPolicy>()
            .Select(policy => new PolicySource(policy.Name, "IAM Policy", PolicyDocument.Of(policy.Document)));
        var inline = principal.InlinePolicies
            .Select(policy => new PolicySource($"{(principal is Role ? "role" : "user")}_{principal.Name}_{policy.Key}", "IAM Policy", PolicyDocument.Of(policy.Value)));
        // A boundary whose policy is gone allows nothing.
        var boundary = principal.PermissionsBoundary is not { } arn ? null
            : find(arn) is { } policy ? new PolicySource(policy.Name, "IAM Policy", PolicyDocument.Of(policy.Document))
            : new PolicySource(arn, "IAM Policy", new PolicyDocument(true, []));
        return new PolicyLayers([.. attached, .. inline], boundary, null);
    }

    public RequestContext ContextOf(Caller caller, string action, string resource)
    {
        var now = store.Now;
        var context = new RequestContext { Action = action, Resource = resource, Principal = Describe(caller) }
            .With("aws:PrincipalArn", caller.RoleArn ?? caller.Arn)
            .With("aws:PrincipalAccount", caller.AccountId)
            .With("aws:PrincipalType", caller.RoleArn is null ? "User" : "AssumedRole")
            .With("aws:userid", caller.UserId)
            .With("aws:CurrentTime", Query.XmlText.Timestamp(now))
            .With("aws:EpochTime", now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture))
            .With("aws:SecureTransport", "true")
            .With("aws:SourceIp", "127.0.0.1")
            .With("aws:RequestedRegion", store.Region);
        if (caller.RoleArn is null)
            context.With("aws:username", caller.Arn[(caller.Arn.LastIndexOf('/') + 1)..]);
        foreach (var (key, value) in PrincipalOf(caller)?.Tags ?? Entities.NoTags)
            context.With("aws:PrincipalTag/" + key, value);
        // A session's tag hides the role's of the same key.
        foreach (var (key, value) in caller.SessionTags)
            context.With("aws:PrincipalTag/" + key, value);
        return context;
    }

    public static RequestPrincipal Describe(Caller caller) => caller.RoleArn is null
        ? new RequestPrincipal(null, caller.AccountId, [caller.Arn], [caller.UserId])
        : new RequestPrincipal(null, caller.AccountId, [caller.Arn, caller.RoleArn], caller.RoleId is null ? [caller.UserId] : [caller.UserId, caller.RoleId]);
}
