namespace PodIdentity.Engine.Policies;

/// <summary>A policy, taken apart.</summary>
/// <param name="HasVariables">Version 2012-10-17: <c>${…}</c> in a value stands for a key of the request.</param>
/// <param name="Statements">In the order of the document.</param>
internal sealed record PolicyDocument(bool HasVariables, IReadOnlyList<PolicyStatement> Statements);

/// <summary>A statement of a policy.</summary>
internal sealed record PolicyStatement
{
    /// <summary>1 for the first.</summary>
    public required int Number { get; init; }

    public string? Sid { get; init; }

    public required bool IsAllow { get; init; }

    /// <summary>Null without such an element.</summary>
    public IReadOnlyList<PolicyPrincipal>? Principals { get; init; }

    public bool IsNotPrincipal { get; init; }

    public IReadOnlyList<string> Actions { get; init; } = [];

    public bool IsNotAction { get; init; }

    /// <summary>Null without such an element.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    public bool IsNotResource { get; init; }

    public IReadOnlyList<PolicyCondition> Conditions { get; init; } = [];

    /// <summary>As messages name it, e.g. <c>statement 2 (AllowWeb)</c>.</summary>
    public string Name => Sid is { Length: > 0 } sid ? $"statement {Number} ({Errors.Shown(sid)})" : $"statement {Number}";

    /// <summary>Whether it speaks of the action. Actions are compared without case.</summary>
    public bool Covers(string action) => Actions.Any(pattern => Wildcard.Matches(pattern, action, ignoreCase: true)) != IsNotAction;

    /// <summary>Whether it speaks of this AWS service as the one who asks.</summary>
    public bool NamesService(string service) => Principals is not null
        && Principals.Any(p => p.IsEveryone || (p.Kind == "Service" && p.Value.Equals(service, StringComparison.OrdinalIgnoreCase))) != IsNotPrincipal;
}

/// <summary>Whom a statement is about.</summary>
/// <param name="Kind"><c>AWS</c>, <c>Service</c>, <c>Federated</c> or <c>CanonicalUser</c>; <c>AWS</c> for a plain <c>*</c>.</param>
/// <param name="Value">ARN, account, service, or <c>*</c>.</param>
internal sealed record PolicyPrincipal(string Kind, string Value)
{
    public bool IsEveryone => Kind == "AWS" && Value == "*";
}

/// <summary>A condition: any of the values will do.</summary>
/// <param name="Operator">As written, e.g. <c>StringEquals</c>.</param>
/// <param name="Key">As written, e.g. <c>aws:SourceAccount</c>.</param>
/// <param name="Values">As text, numbers and booleans too.</param>
internal sealed record PolicyCondition(string Operator, string Key, IReadOnlyList<string> Values)
{
    public override string ToString() => $"{Operator} {Key} = {string.Join(" or ", Values.Select(v => $"'{Errors.Shown(v)}'"))}";
}
