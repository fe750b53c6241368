namespace PodIdentity.Engine.Policies;

/// <summary>The trust policy by which EKS Pod Identity may assume a role.</summary>
/// <seealso href="https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html"/>
internal static class TrustPolicy
{
    public const string ServicePrincipal = "pods.eks.amazonaws.com";

    public static IReadOnlyList<string> RequiredActions { get; } = ["sts:AssumeRole", "sts:TagSession"];

    /// <summary>
    /// Whether EKS would take the policy: Allow statements that name the service principal and, together, both actions.
    /// Conditions are only felt when the role is assumed.
    /// </summary>
    public static bool AllowsPodIdentity(string policy) => PolicyReader.Read(policy).Policy is { } document && AllowsPodIdentity(document);

    /// <inheritdoc cref="AllowsPodIdentity(string)"/>
    public static bool AllowsPodIdentity(PolicyDocument policy) => RequiredActions.All(action => policy.Statements.Any(s => LetsPodsIn(s) && s.Covers(action)));

    /// <summary>Whether a statement lets pods in, by at least one of the two actions, its conditions left aside.</summary>
    public static bool LetsPodsIn(PolicyStatement statement) =>
        statement.IsAllow && statement.NamesService(ServicePrincipal) && RequiredActions.Any(statement.Covers);

    /// <summary>Refuses a whole document that IAM would not store as a trust policy, or that would not let pods in.</summary>
    public static PolicyDocument Require(string document)
    {
        var (policy, fault) = PolicyReader.Read(document);
        fault ??= FaultOf(policy!);
        return fault is null
            ? policy!
            : throw new PodIdentityException(
                "InvalidTrustPolicy",
                ErrorKind.InvalidArgument,
                Errors.Shown(document),
                $"The trust policy cannot be used for EKS Pod Identity: {fault}.",
                $"Correct -TrustPolicy: it must let the service {ServicePrincipal} do sts:AssumeRole and sts:TagSession. Without -TrustPolicy the module writes that statement itself, and -RestrictToServiceAccount and the like narrow it.");
    }

    private static string? FaultOf(PolicyDocument policy)
    {
        foreach (var statement in policy.Statements)
        {
            if (statement.Principals is null)
            {
                return $"{statement.Name} has no Principal";
            }

            if (statement.Resources is not null)
            {
                return $"{statement.Name} has a Resource, which trust policies have not";
            }

            if (statement.Actions.FirstOrDefault(a => a != "*" && !a.StartsWith("sts:", StringComparison.OrdinalIgnoreCase)) is { } action)
            {
                return $"{statement.Name} has the action '{Errors.Shown(action)}'; a trust policy has only actions of sts";
            }
        }

        if (AllowsPodIdentity(policy))
        {
            return null;
        }

        if (policy.Statements.FirstOrDefault(LetsPodsIn) is { } half)
        {
            var missing = RequiredActions.Where(a => !policy.Statements.Any(s => LetsPodsIn(s) && s.Covers(a)));
            return $"{half.Name} lets {ServicePrincipal} in, but not do {string.Join(" and ", missing)}";
        }

        var named = policy.Statements.Where(s => s.IsAllow).SelectMany(s => s.Principals!).Select(p => $"'{Errors.Shown(p.Value)}'").Distinct().ToList();
        return policy.Statements.FirstOrDefault(s => !s.IsAllow && s.NamesService(ServicePrincipal)) is { } denial && named.Count == 0
            ? $"{denial.Name} denies it and nothing allows it"
            : $"no statement allows {ServicePrincipal} to do sts:AssumeRole or sts:TagSession; it is about {string.Join(", ", named)}";
    }
}
