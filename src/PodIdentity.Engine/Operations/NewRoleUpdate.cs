using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Operations;

/// <summary>What an existing role lacks, and whether this command may give it that.</summary>
/// <param name="wanted">The request, its policies resolved to ARNs.</param>
/// <param name="state">The role as it is.</param>
/// <param name="trust">How its trust stands to the one asked for.</param>
internal sealed class NewRoleUpdate(NewRoleRequest wanted, NewRoleState state, TrustDifference trust)
{
    private readonly List<KeyValuePair<string, string>> _inline =
        wanted.InlinePolicy.Where(p => !state.InlinePolicy.TryGetValue(p.Key, out var has) || !PolicyMeaning.Same(has, p.Value)).ToList();

    private readonly Dictionary<string, string> _tags = wanted.Tag.Where(t => state.Tag.GetValueOrDefault(t.Key) != t.Value).ToDictionary();

    public TrustDifference Trust => trust;

    public bool ChangesTrust => !trust.IsNone;

    private bool ChangesBoundary => wanted.PermissionsBoundary is { } boundary && boundary != state.PermissionsBoundary;

    private bool ChangesDescription => wanted.Description is { } description && description != (state.Description ?? "");

    private bool ChangesDuration => wanted.MaxSessionDuration is { } duration && duration != state.MaxSessionDuration;

    /// <summary>Refuses what needs -Force and has it not, and what this module must not do even so.</summary>
    public void RequireRight()
    {
        var name = wanted.RoleName;
        if (trust.Wider.Count > 0 || (trust.Replaceable.Count > 0 && !wanted.Force))
        {
            throw new PodIdentityException(
                "RoleTrustWider",
                ErrorKind.InvalidOperation,
                state.Role.Arn,
                $"Role '{name}' exists, and its trust policy lets more pods in than asked for, by {string.Join(" and ", trust.Wider.Concat(trust.Replaceable))}.",
                trust.Wider.Count > 0
                    ? $"This module did not write {string.Join(" and ", trust.Wider)}: narrow or remove it with `aws iam update-assume-role-policy --role-name {name}`, or choose another -RoleName."
                    : "Add -Force to have that statement, which this module wrote, replaced by the narrower one (all else stays), or choose another -RoleName.");
        }

        if (trust.Missing.Count > 0 && !wanted.Force)
        {
            var what = wanted.TrustPolicy is not null || wanted.RestrictToAccount.Count + wanted.RestrictToCluster.Count + wanted.RestrictToServiceAccount.Count > 0
                ? $"does not let in all that was asked for: it lacks {string.Join(" and ", trust.Missing)} of the policy wanted"
                : $"does not let {TrustPolicy.ServicePrincipal} do both sts:AssumeRole and sts:TagSession";
            throw new PodIdentityException(
                "RoleTrustMissing", ErrorKind.InvalidOperation, name, $"Role '{name}' exists, but its trust policy {what}.", "Add -Force to have the statement added to its trust policy (all else in it stays), or choose another -RoleName.");
        }

        if (!wanted.Force && !Ownership.IsOurs(state.Tag) && Replaced() is { Count: > 0 } replaced)
        {
            throw new PodIdentityException(
                "RoleNotOurs",
                ErrorKind.InvalidOperation,
                state.Role.Arn,
                $"Role '{name}' was not made by this module, and has another {string.Join(", ", replaced)} than asked for.",
                "Add -Force to have that replaced, leave it out of the command, or choose another -RoleName. What the role lacks is added without -Force.");
        }

        InlinePolicies.RequireRoom(name, state.InlinePolicy.Concat(_inline).GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Last().Value));
    }

    /// <summary>The steps, in the order in which the role never allows more than it will in the end: bounds and trust before permissions.</summary>
    public List<Step> Steps(NewRoleWrites writes)
    {
        var steps = new List<Step>();
        if (ChangesBoundary)
        {
            var boundary = wanted.PermissionsBoundary!;
            steps.Add(new($"Bound by {boundary}", c => writes.PutBoundaryAsync(boundary, state.PermissionsBoundary, c), s => s with { PermissionsBoundary = boundary }));
        }

        if (ChangesTrust)
        {
            var action = trust.Replaceable.Count > 0 ? $"Replace the trust {string.Join(" and ", trust.Replaceable)} for {TrustPolicy.ServicePrincipal}" : $"Add the trust statement for {TrustPolicy.ServicePrincipal}";
            steps.Add(new(action, c => writes.SetTrustAsync(trust.Document, state.TrustPolicy, c), s => s with { TrustPolicy = trust.Document }));
        }

        foreach (var policy in wanted.ManagedPolicy.Except(state.ManagedPolicy))
        {
            steps.Add(new($"Attach policy {policy}", c => writes.AttachAsync(policy, c), s => s with { ManagedPolicy = [.. s.ManagedPolicy, policy] }));
        }

        foreach (var (name, document) in _inline)
        {
            var before = state.InlinePolicy.GetValueOrDefault(name);
            steps.Add(new(
                $"{(before is null ? "Add" : "Replace")} inline policy {name}",
                c => writes.PutInlineAsync(name, document, before, c),
                s => s with { InlinePolicy = new Dictionary<string, string>(s.InlinePolicy) { [name] = document } }));
        }

        if (ChangesDescription || ChangesDuration)
        {
            var (description, duration) = (wanted.Description ?? state.Description, wanted.MaxSessionDuration ?? state.MaxSessionDuration);
            string?[] what = [ChangesDescription ? "description" : null, ChangesDuration ? $"longest session to {duration} s" : null];
            steps.Add(new(
                $"Set {string.Join(" and ", what.OfType<string>())}",
                c => writes.SetDetailsAsync((description, duration), (state.Description, state.MaxSessionDuration), c),
                s => s with { Description = description, MaxSessionDuration = duration }));
        }

        if (_tags.Count > 0)
        {
            steps.Add(new(
                $"Set tags {string.Join(", ", _tags.Keys)}",
                c => writes.TagAsync(_tags, state.Tag, c),
                s => s with { Tag = s.Tag.Concat(_tags).GroupBy(t => t.Key).ToDictionary(g => g.Key, g => g.Last().Value) }));
        }

        return steps;
    }

    private List<string> Replaced()
    {
        string?[] replaced =
        [
            .. _inline.Where(p => state.InlinePolicy.ContainsKey(p.Key)).Select(p => $"inline policy '{p.Key}'"),
            ChangesBoundary && state.PermissionsBoundary is { } boundary ? $"permissions boundary ({boundary})" : null,
            ChangesDescription && state.Description is { Length: > 0 } ? "description" : null,
            // One hour is what a role has when nobody chose.
            ChangesDuration && state.MaxSessionDuration is not (null or 3600) ? $"longest session ({state.MaxSessionDuration} s)" : null,
            .. _tags.Keys.Where(state.Tag.ContainsKey).Select(k => $"tag '{k}'"),
        ];
        return replaced.OfType<string>().ToList();
    }

    /// <summary>A write to the role.</summary>
    /// <param name="Action">As ShouldProcess shows it.</param>
    /// <param name="Write">Does it, and notes how to take it back.</param>
    /// <param name="After">The role's state afterwards.</param>
    internal sealed record Step(string Action, Func<CancellationToken, Task> Write, Func<NewRoleState, NewRoleState> After);
}
