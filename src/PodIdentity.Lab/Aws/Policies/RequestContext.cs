namespace PodIdentity.Lab.Aws.Policies;

/// <summary>All that a policy can ask of a request. Keys are not distinguished by case; a key may have several values.</summary>
internal sealed class RequestContext
{
    private readonly Dictionary<string, IReadOnlyList<string>> _keys = new(StringComparer.OrdinalIgnoreCase);

    public required string Action { get; init; }

    public required string Resource { get; init; }

    /// <summary>Who asks; null where only identity policies are looked at.</summary>
    public RequestPrincipal? Principal { get; init; }

    public IReadOnlyList<string>? this[string key] => _keys.GetValueOrDefault(key);

    public RequestContext With(string key, params string[] values)
    {
        _keys[key] = values;
        return this;
    }

    public RequestContext With(IReadOnlyDictionary<string, IReadOnlyList<string>>? keys)
    {
        foreach (var (key, values) in keys ?? new Dictionary<string, IReadOnlyList<string>>())
            _keys[key] = values;
        return this;
    }
}

/// <summary>The caller as a Principal element sees it.</summary>
/// <param name="Service">For a service, e.g. <c>pods.eks.amazonaws.com</c>.</param>
/// <param name="AccountId">Its account.</param>
/// <param name="Arns">For a session: its own ARN, then its role's; for a user the user's.</param>
/// <param name="UniqueIds">Ids of the user or role (<c>AIDA…</c>, <c>AROA…</c>).</param>
internal sealed record RequestPrincipal(string? Service, string? AccountId, IReadOnlyList<string> Arns, IReadOnlyList<string> UniqueIds);
