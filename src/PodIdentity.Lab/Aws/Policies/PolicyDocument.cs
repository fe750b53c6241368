using System.Runtime.CompilerServices;

namespace PodIdentity.Lab.Aws.Policies;

/// <summary>A policy as it is evaluated.</summary>
internal sealed record PolicyDocument(bool HasVariables, IReadOnlyList<Statement> Statements)
{
    // Policies are stored as text and their text objects live as long as they: each is parsed once.
    private static readonly ConditionalWeakTable<string, PolicyDocument> Parsed = [];

    /// <summary>Of a text that was validated when it was stored.</summary>
    public static PolicyDocument Of(string text) => Parsed.GetValue(text, PolicyParser.Parse);
}

internal sealed record Statement
{
    public string? Sid { get; init; }

    public bool IsAllow { get; init; }

    /// <summary>Null in identity policies.</summary>
    public IReadOnlyList<PrincipalPattern>? Principals { get; init; }

    public bool IsNotPrincipal { get; init; }

    public IReadOnlyList<string> Actions { get; init; } = [];

    public bool IsNotAction { get; init; }

    /// <summary>Null in trust policies, which are about the role they belong to.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    public bool IsNotResource { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    public TextPosition Start { get; init; }

    public TextPosition End { get; init; }
}

/// <param name="Kind"><c>AWS</c>, <c>Service</c>, <c>Federated</c> or <c>CanonicalUser</c>; <c>*</c> for everyone.</param>
/// <param name="Value">ARN, account id, unique id, service or <c>*</c>.</param>
internal sealed record PrincipalPattern(string Kind, string Value);

/// <summary>One operator and key of a condition block with all its values.</summary>
internal sealed record Condition(ConditionOperator Operator, string Key, IReadOnlyList<string> Values);

/// <summary>Counted from 1, as the policy simulator does.</summary>
internal readonly record struct TextPosition(int Line, int Column);
