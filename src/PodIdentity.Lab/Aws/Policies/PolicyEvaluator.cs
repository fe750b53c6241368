namespace PodIdentity.Lab.Aws.Policies;

internal enum Decision { ImplicitDeny, Allow, ExplicitDeny }

/// <summary>A policy and where it comes from.</summary>
/// <param name="Id">Name as the simulator shows it.</param>
/// <param name="Type">As the simulator shows it, e.g. <c>IAM Policy</c>.</param>
/// <param name="Document">The policy.</param>
internal sealed record PolicySource(string Id, string Type, PolicyDocument Document);

/// <summary>A statement that applied.</summary>
internal sealed record MatchedStatement(PolicySource Source, Statement Statement);

/// <summary>One kind of policy over one request: a deny beats every allow.</summary>
internal static class PolicyEvaluator
{
    public static Decision Evaluate(IEnumerable<PolicySource> policies, RequestContext context, List<MatchedStatement>? matched = null)
    {
        var decision = Decision.ImplicitDeny;
        foreach (var policy in policies)
        {
            foreach (var statement in policy.Document.Statements)
            {
                if (!Matches(statement, policy.Document.HasVariables, context))
                    continue;
                matched?.Add(new MatchedStatement(policy, statement));
                decision = statement.IsAllow && decision != Decision.ExplicitDeny ? Decision.Allow : Decision.ExplicitDeny;
            }
        }

        return decision;
    }

    public static bool Matches(Statement statement, bool variables, RequestContext context) =>
        MatchesTarget(statement, variables, context)
        && statement.Conditions.All(condition => ConditionEvaluator.Holds(condition, context, variables));

    /// <summary>Principal, action and resource; conditions left aside.</summary>
    public static bool MatchesTarget(Statement statement, bool variables, RequestContext context) =>
        MatchesPrincipal(statement, context.Principal)
        && MatchesAction(statement, context.Action)
        && MatchesResource(statement, variables, context);

    private static bool MatchesAction(Statement statement, string action) =>
        statement.Actions.Any(pattern => Wildcard.Matches(pattern, action, ignoreCase: true)) != statement.IsNotAction;

    private static bool MatchesResource(Statement statement, bool variables, RequestContext context)
    {
        if (statement.Resources is null)
            return true;
        var isAny = statement.Resources
            .Select(pattern => PolicyVariables.Resolve(pattern, context, variables))
            .Any(pattern => pattern is not null && Wildcard.Matches(pattern, context.Resource));
        return isAny != statement.IsNotResource;
    }

    private static bool MatchesPrincipal(Statement statement, RequestPrincipal? principal) =>
        statement.Principals is null
        || (principal is not null && statement.Principals.Any(pattern => Names(pattern, principal)) != statement.IsNotPrincipal);

    private static bool Names(PrincipalPattern pattern, RequestPrincipal principal) => pattern.Kind switch
    {
        "*" => true,
        "Service" => pattern.Value == principal.Service,
        "AWS" => pattern.Value == "*" || NamesAccount(pattern.Value, principal.AccountId) || NamesDirectly(pattern.Value, principal),
        _ => false,
    };

    public static bool NamesDirectly(string value, RequestPrincipal principal) => principal.Arns.Contains(value) || principal.UniqueIds.Contains(value);

    private static bool NamesAccount(string value, string? accountId) => accountId is not null && (value == accountId || value == $"arn:aws:iam::{accountId}:root");
}
