namespace PodIdentity.Engine.Policies;

/// <summary>Finds in a trust policy what IAM takes and what yet does not do what was meant.</summary>
internal static class TrustTraps
{
    /// <summary>What is wrong or dangerous for pods, as sentences.</summary>
    public static IEnumerable<string> Find(PolicyDocument policy)
    {
        foreach (var statement in policy.Statements.Where(s => s.IsAllow))
        {
            var isForPods = TrustPolicy.LetsPodsIn(statement);
            if (WrongService(statement) is { } service)
            {
                yield return $"{Begin(statement)} trusts the service '{Errors.Shown(service)}'; EKS Pod Identity is {TrustPolicy.ServicePrincipal}, and nothing else lets pods in.";
            }

            if (statement.IsNotAction)
            {
                yield return $"{Begin(statement)} has NotAction: it allows all actions but those it names. Name the two that EKS needs by Action.";
            }

            if (statement.IsNotPrincipal)
            {
                yield return $"{Begin(statement)} has NotPrincipal: it trusts everybody but those it names. Name {TrustPolicy.ServicePrincipal} by Principal.";
            }
            else if (isForPods && statement.Principals!.Any(p => p.IsEveryone))
            {
                yield return $"{Begin(statement)} trusts everybody (*), in every account. Name {TrustPolicy.ServicePrincipal} as Principal.";
            }

            foreach (var trap in isForPods ? statement.Conditions.Select(DeadEnd).OfType<string>() : [])
            {
                yield return $"{Begin(statement)}: {trap}";
            }
        }
    }

    /// <summary>Whether pods come in only while associations send session tags.</summary>
    public static bool NeedsSessionTags(PolicyDocument policy)
    {
        var doors = policy.Statements.Where(TrustPolicy.LetsPodsIn).ToList();
        return doors.Count > 0 && doors.TrueForAll(s => s.Conditions.Any(c => IsSessionTag(c.Key) && NeedsKey(c)));
    }

    private static string Begin(PolicyStatement statement) => $"Trust policy, {statement.Name}";

    private static string? WrongService(PolicyStatement statement) => statement.IsNotPrincipal ? null : statement.Principals!
        .Where(p => p.Kind == "Service" && p.Value != TrustPolicy.ServicePrincipal)
        .Select(p => p.Value)
        .FirstOrDefault(s => s.StartsWith("pods.", StringComparison.OrdinalIgnoreCase) || s.StartsWith("eks", StringComparison.OrdinalIgnoreCase) || s.Contains(".eks.", StringComparison.OrdinalIgnoreCase));

    /// <summary>Why a condition can never hold for pods, or does not do what it seems to.</summary>
    private static string? DeadEnd(PolicyCondition condition)
    {
        if (!NeedsKey(condition))
        {
            return null;
        }

        var key = condition.Key;
        var comparison = ConditionOperator.Parse(condition.Operator)!.Comparison;
        var isArn = Is(key, "aws:SourceArn") || Is(key, $"aws:RequestTag/{SessionTags.ClusterArn}");
        if (TrustContext.IsNeverSent(key))
        {
            return $"the condition {condition} can never hold, for EKS does not send {key} when it assumes a role.";
        }

        if (!isArn && !IsText(key))
        {
            return null;
        }

        if (comparison is not ("StringEquals" or "StringEqualsIgnoreCase" or "StringLike" or "ArnEquals" or "ArnLike"))
        {
            return $"the condition {condition} can never hold: {condition.Operator} does not compare text, which {key} is. Use StringEquals or StringLike.";
        }

        if (!isArn && comparison.StartsWith("Arn", StringComparison.Ordinal))
        {
            return $"the condition {condition} can never hold: {key} is not an ARN. Use StringEquals or StringLike.";
        }

        if (Is(key, "aws:SourceArn") && condition.Values.All(v => !v.Contains(":cluster/", StringComparison.Ordinal) && !v.EndsWith('*')
            || v.Contains("podidentityassociation", StringComparison.OrdinalIgnoreCase)))
        {
            return $"the condition {condition} never holds: EKS sends the cluster's ARN (arn:aws:eks:<region>:<account>:cluster/<name>) as aws:SourceArn, not that of an association. Use the cluster's ARN, or the tag aws:RequestTag/{SessionTags.ClusterArn}.";
        }

        return comparison.StartsWith("StringEquals", StringComparison.Ordinal) && condition.Values.FirstOrDefault(v => v.Contains('*', StringComparison.Ordinal)) is { } star
            ? $"the condition {condition} takes '{Errors.Shown(star)}' literally, star and all. Use StringLike for wildcards."
            : null;
    }

    /// <summary>Whether the condition fails when the call does not send its key.</summary>
    private static bool NeedsKey(PolicyCondition condition) => ConditionOperator.Parse(condition.Operator) switch
    {
        null or { IfExists: true } or { Set: ValueSet.All } or { IsNegated: true, Set: ValueSet.One } => false,
        { Comparison: "Null" } => condition.Values.All(v => Is(v, "false")),
        _ => true,
    };

    private static bool IsText(string key) => Is(key, "aws:SourceAccount") || Is(key, "aws:PrincipalServiceName") || IsSessionTag(key);

    private static bool IsSessionTag(string key) => SessionTags.All.Any(tag => Is(key, $"aws:RequestTag/{tag}")) || Is(key, "aws:TagKeys") || Is(key, "sts:TransitiveTagKeys");

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
