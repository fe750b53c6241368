namespace PodIdentity.Lab.Aws.Iam;

/// <summary>What the other AWS services ask of IAM and STS.</summary>
internal interface IIam
{
    /// <summary>Throws AccessDenied (in the given service's code and status) when the caller's policies do not allow the action.
    /// The text names the layer that refused, as AWS words it.</summary>
    void Authorize(Caller caller, string action, string resource, AccessDeniedStyle style, IReadOnlyDictionary<string, IReadOnlyList<string>>? context = null);

    /// <summary>The role as other services see it (after the consistency delay), or null.</summary>
    RoleSnapshot? FindRole(string roleArn);

    /// <summary>Whether the trust policy has, for this service principal, statements that allow all actions, conditions left aside.
    /// EKS checks so much when an association is made.</summary>
    bool TrustNames(RoleSnapshot role, string servicePrincipal, IReadOnlyList<string> actions);

    /// <summary>A service assumes a role: trust policy and its conditions are evaluated with the request's tags and the source keys
    /// (<c>aws:SourceAccount</c>, <c>aws:SourceArn</c>). Null when the trust does not allow it.</summary>
    Session? AssumeAsService(RoleSnapshot role, string servicePrincipal, SessionRequest request, string sourceAccount, string sourceArn);

    /// <summary>A session assumes a further role (target role chaining): both the session's identity policies and the target's trust must allow it.</summary>
    Session? AssumeAsSession(Session source, string targetRoleArn, SessionRequest request);

    /// <summary>Credentials for the node role of an instance, session name = instance id; issued anew when less than half their life is left.</summary>
    Session NodeSession(string roleArn, string instanceId);
}

/// <summary>A role at one moment.</summary>
internal sealed record RoleSnapshot(string Arn, string RoleId, string RoleName, string TrustPolicy, DateTimeOffset CreateDate);

/// <summary>How a service words and codes a refusal.</summary>
/// <param name="Status">403, or 400 for EKS Auth.</param>
/// <param name="Code"><c>AccessDenied</c> or <c>AccessDeniedException</c>.</param>
/// <param name="NamesResource">Whether the text has <c>on resource: …</c> (S3's ListBuckets has not).</param>
internal sealed record AccessDeniedStyle(int Status, string Code, bool NamesResource);
