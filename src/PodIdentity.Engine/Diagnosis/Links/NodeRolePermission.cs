using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>Whether a node role is allowed the agent's one action: by simulation where that is allowed, else by reading its policies.</summary>
internal static class NodeRolePermission
{
    private const string Action = "eks-auth:AssumeRoleForPodIdentity";

    public static async Task<Finding> ExamineAsync(Facts facts, string roleArn, string nodes)
    {
        var simulation = await facts.NodeRoleSimulationAsync(roleArn).ConfigureAwait(false);
        if (simulation is { IsKnown: true, Value: { } decision })
        {
            return Judge(decision, roleArn, nodes);
        }

        if (simulation.IsKnown)
        {
            return Failed(Causes.NodeRoleDeleted, roleArn, $"{nodes} run as {roleArn}, which does not exist.");
        }

        var policies = await facts.NodeRolePoliciesAsync(roleArn).ConfigureAwait(false);
        return !policies.IsKnown ? Finding.Unread($"{simulation.Unread} Without it, {policies.Unread}", roleArn)
            : policies.Value is { } found ? Judge(found, facts.Cluster.Arn, roleArn, nodes)
            : Failed(Causes.NodeRoleDeleted, roleArn, $"{nodes} run as {roleArn}, which does not exist.");
    }

    private static Finding Judge(EvaluationResult decision, string roleArn, string nodes)
    {
        var told = $"{nodes} run as {roleArn}; IAM simulates {Action}: {decision.EvalDecision.Value}.";
        var denying = string.Join(", ", (decision.MatchedStatements ?? []).Select(s => s.SourcePolicyId).Distinct());
        return decision.EvalDecision.Value switch
        {
            "allowed" => Finding.Passed(told, roleArn),
            "explicitDeny" => Failed(Causes.NodeRoleDenied, roleArn, $"{told} Denied by {denying}."),
            _ when decision.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary == false => Failed(Causes.NodeRoleBounded, roleArn, $"{told} Its permissions boundary does not allow it."),
            _ when decision.OrganizationsDecisionDetail?.AllowedByOrganizations == false => Failed(Causes.NodeRoleDenied, roleArn, $"{told} The organization does not allow it."),
            _ => Failed(Causes.NodeRoleNotAllowed, roleArn, told),
        };
    }

    private static Finding Judge(NodeRolePolicies found, string clusterArn, string roleArn, string nodes)
    {
        var told = $"{nodes} run as {roleArn}, whose policies were read";
        var statements = found.Policies.SelectMany(p => Statements(p.Value).Select(s => (Policy: p.Key, Statement: s))).Where(s => Covers(s.Statement, clusterArn)).ToList();
        var boundary = found.BoundaryDocument is { } document ? Statements(document).Where(s => Covers(s, clusterArn)).ToList() : null;
        if (statements.FirstOrDefault(s => !s.Statement.IsAllow && s.Statement.Conditions.Count == 0) is { Policy: { } denying })
        {
            return Failed(Causes.NodeRoleDenied, roleArn, $"{told}: {denying} denies {Action}.");
        }

        if (!statements.Any(s => s.Statement.IsAllow))
        {
            return Failed(Causes.NodeRoleNotAllowed, roleArn, $"{told}: none allows {Action}.");
        }

        if (boundary is not null && (!boundary.Any(s => s.IsAllow) || boundary.Any(s => !s.IsAllow && s.Conditions.Count == 0)))
        {
            return Failed(Causes.NodeRoleBounded, roleArn, $"{told}: its permissions boundary {found.Boundary} does not allow {Action}.");
        }

        // Conditions take values that only the request has.
        return HasPlainAllow(statements.Select(s => s.Statement)) && (boundary is null || HasPlainAllow(boundary))
            ? Finding.Passed($"{told}: {statements.First(s => s.Statement.IsAllow).Policy} allows {Action}.", roleArn)
            : Finding.Unread($"{told}, and {Action} hangs on conditions; iam:SimulatePrincipalPolicy is needed to decide them.", roleArn);
    }

    private static bool HasPlainAllow(IEnumerable<PolicyStatement> statements)
    {
        var all = statements.ToList();
        return all.Any(s => s.IsAllow && s.Conditions.Count == 0) && all.All(s => s.IsAllow);
    }

    private static IEnumerable<PolicyStatement> Statements(string document) => PolicyReader.Read(document).Policy?.Statements ?? [];

    private static bool Covers(PolicyStatement statement, string clusterArn) =>
        statement.Covers(Action) && (statement.Resources ?? ["*"]).Any(r => Wildcard.Matches(r, clusterArn)) != statement.IsNotResource;

    private static Finding Failed(Cause cause, string roleArn, string evidence) =>
        Finding.Failed(cause, evidence, roleArn, ("NodeRole", RoleReference.NameOf(roleArn)), ("Partition", roleArn.Split(':')[1]));
}
