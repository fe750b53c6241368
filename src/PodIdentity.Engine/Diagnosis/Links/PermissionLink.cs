using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>
/// The role that pods end up with may do what was asked for. IAM's simulator decides; where it may not be asked, and for a session policy, which it
/// does not take, the policies are read.
/// </summary>
internal sealed class PermissionLink : ILink
{
    public string Name => "Permission";

    public IReadOnlyList<string> Needs => ["Association", "Role"];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var associated = await facts.AssociatedRoleAsync().ConfigureAwait(false);
        if (!associated.IsKnown)
        {
            return [Finding.Unread(associated.Unread!)];
        }

        if (associated.Value is not { } found)
        {
            return [Finding.NotApplicable("There is no association with a role.")];
        }

        if (facts.Request.Permission.Count == 0)
        {
            return [await ExamineUnaskedAsync(facts, found).ConfigureAwait(false)];
        }

        var actions = facts.Request.Permission.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (RoleReference.AccountOf(found.EffectiveRoleArn) != found.Context.AccountId)
        {
            var account = RoleReference.AccountOf(found.EffectiveRoleArn);
            return [.. actions.Select(action => Finding.Unread($"{action} is up to the policies of target role {found.EffectiveRoleArn}, which only credentials of account {account} can read.", action))];
        }

        var simulation = await facts.SimulationAsync().ConfigureAwait(false);
        return await Task.WhenAll(actions.Select(action => ExamineAsync(facts, found, action, simulation))).ConfigureAwait(false);
    }

    /// <summary>Without anything to look for, a role that may do nothing at all is still worth telling.</summary>
    private static async Task<Finding> ExamineUnaskedAsync(Facts facts, AssociatedRole found)
    {
        const string hint = "No action was named; name some with -Permission, e.g. s3:ListAllMyBuckets.";
        var isForeign = RoleReference.AccountOf(found.EffectiveRoleArn) != found.Context.AccountId;
        var documents = isForeign ? Reading.Known<RoleDocuments?>(null) : await facts.RoleDocumentsAsync().ConfigureAwait(false);
        return documents is { IsKnown: true, Value.Identity.Count: 0 }
            ? Finding.Suspicious(Causes.RoleWithoutPolicies, $"Role {found.EffectiveRoleArn} has neither attached nor inline policies.", found.EffectiveRoleArn, ("RoleName", RoleReference.NameOf(found.EffectiveRoleArn)))
            : Finding.NotApplicable(hint);
    }

    private static async Task<Finding> ExamineAsync(Facts facts, AssociatedRole found, string action, Reading<Dictionary<string, EvaluationResult>> simulation)
    {
        var simulated = simulation.IsKnown && simulation.Value.TryGetValue(action, out var result) ? result : null;
        var role = simulated is { } r && r.EvalDecision == PolicyEvaluationDecisionType.Allowed && r.MissingContextValues is not { Count: > 0 }
            ? Finding.Passed($"IAM's simulator says that role {found.EffectiveRoleArn} may do {action}.", action)
            : await ExplainAsync(facts, found, action, simulated, simulation.Unread).ConfigureAwait(false);
        return role.Status != CheckStatus.Failed && found.Association.Policy is { Length: > 0 } policy ? WithSessionPolicy(role, found, action, policy) : role;
    }

    /// <summary>Which layer refuses, told from the simulator's answer and the policies themselves.</summary>
    private static async Task<Finding> ExplainAsync(Facts facts, AssociatedRole found, string action, EvaluationResult? simulated, string? unread)
    {
        Finding Failed(Cause cause, string evidence) => Finding.Failed(cause, evidence, action, Values(found, action));
        var isDenied = simulated is not null && simulated.EvalDecision == PolicyEvaluationDecisionType.ExplicitDeny;
        if (simulated?.OrganizationsDecisionDetail?.AllowedByOrganizations == false)
        {
            return Failed(Causes.PermissionDeniedByOrganization, $"IAM's simulator says that the organization's policies do not allow {action} to role {found.EffectiveRoleArn}.");
        }

        var documents = await facts.RoleDocumentsAsync().ConfigureAwait(false);
        if (documents is not { IsKnown: true, Value: { } policies })
        {
            return simulated is null ? Finding.Unread($"{action}: {unread} Nor could the policies be read: {documents.Unread ?? "the role does not exist."}", action)
                : simulated.MissingContextValues is { Count: > 0 } missing ? Undecided(found, action, $"it depends on {string.Join(", ", missing)}, and the policies could not be read: {documents.Unread}")
                : isDenied ? Failed(Causes.PermissionDenied, $"IAM's simulator says that {MatchedBy(simulated)} denies {action} to role {found.EffectiveRoleArn}.")
                : simulated.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary == false ? Failed(Causes.PermissionOutsideBoundary, $"IAM's simulator says that the permissions boundary of role {found.EffectiveRoleArn} does not allow {action}.")
                : simulated.EvalDecision == PolicyEvaluationDecisionType.Allowed ? Finding.Passed($"IAM's simulator says that role {found.EffectiveRoleArn} may do {action}.", action)
                : Undecided(found, action, $"IAM's simulator does not find it allowed on every resource, and the policies could not be read: {documents.Unread}");
        }

        PermissionReading Read(IEnumerable<NamedPolicy> layer) => PermissionReading.Of(layer, action, found.Context, found.EffectiveRoleArn);
        var identity = Read(policies.Identity);
        var boundary = policies.Boundary is { } given ? Read([given]) : null;
        if (identity.Outcome == PermissionOutcome.Denied || boundary?.Outcome == PermissionOutcome.Denied)
        {
            return Failed(Causes.PermissionDenied, $"{Sentence(identity.Outcome == PermissionOutcome.Denied ? identity : boundary!)}, for role {found.EffectiveRoleArn} and {action}.");
        }

        if (identity.Outcome == PermissionOutcome.NotAllowed)
        {
            var names = policies.Identity.Count == 0 ? "it has no policies" : $"looked at {string.Join(", ", policies.Identity.Select(p => p.Name))}";
            return Failed(Causes.PermissionMissing, $"No policy of role {found.EffectiveRoleArn} allows {action}: {identity.Reason} ({names}).");
        }

        if (boundary?.Outcome == PermissionOutcome.NotAllowed)
        {
            return Failed(Causes.PermissionOutsideBoundary, $"The permissions boundary {policies.Boundary!.Name} of role {found.EffectiveRoleArn} does not allow {action}: {boundary.Reason}.");
        }

        // The simulator knows tags and layers that the documents alone do not show; without a key that a Deny asks for, it only guesses.
        if (isDenied && simulated!.MissingContextValues is not { Count: > 0 })
        {
            return Failed(Causes.PermissionDenied, $"IAM's simulator says that {MatchedBy(simulated)} denies {action} to role {found.EffectiveRoleArn}.");
        }

        if (identity.Outcome == PermissionOutcome.Allowed && boundary is null or { Outcome: PermissionOutcome.Allowed } && (simulated is null || simulated.EvalDecision == PolicyEvaluationDecisionType.Allowed))
        {
            return Finding.Passed($"{Sentence(identity)} to role {found.EffectiveRoleArn}{(simulated is null ? " (read from its policies; IAM's simulator could not be asked)" : "")}.", action);
        }

        var open = identity.Outcome == PermissionOutcome.Undecided ? identity : boundary is { Outcome: PermissionOutcome.Undecided } ? boundary : null;
        return Undecided(found, action, open?.Reason ?? "IAM's simulator does not find it allowed on every resource");
    }

    private static Finding WithSessionPolicy(Finding role, AssociatedRole found, string action, string policy)
    {
        var reading = PermissionReading.Of([new NamedPolicy("the session policy", policy)], action, found.Context, found.EffectiveRoleArn);
        return reading.Outcome switch
        {
            PermissionOutcome.Allowed => role with { Evidence = $"{role.Evidence} The association's session policy allows it too." },
            PermissionOutcome.Undecided => role.Status == CheckStatus.Warning ? role : Undecided(found, action, reading.Reason),
            _ => Finding.Failed(
                Causes.PermissionOutsideSessionPolicy, $"The session policy of association {found.Association.AssociationId} does not allow {action}: {reading.Reason}. What the role allows beyond it does not count.", action, Values(found, action)),
        };
    }

    private static Finding Undecided(AssociatedRole found, string action, string why) =>
        Finding.Suspicious(Causes.PermissionUndecided, $"Whether role {found.EffectiveRoleArn} may do {action} where pods need it cannot be told: {why}.", action, Values(found, action));

    private static (string, string)[] Values(AssociatedRole found, string action) =>
        [("RoleName", RoleReference.NameOf(found.EffectiveRoleArn)), ("RoleArn", found.EffectiveRoleArn), ("OwnRoleName", found.Role.RoleName), ("Action", action)];

    private static string MatchedBy(EvaluationResult result) =>
        result.MatchedStatements is { Count: > 0 } matched ? $"policy {string.Join(", ", matched.Select(s => s.SourcePolicyId).Distinct())}" : "a policy";

    private static string Sentence(PermissionReading reading) => char.ToUpperInvariant(reading.Reason[0]) + reading.Reason[1..];
}
