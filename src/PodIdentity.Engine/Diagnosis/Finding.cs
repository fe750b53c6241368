namespace PodIdentity.Engine.Diagnosis;

/// <summary>What a link's examination found; becomes one <see cref="Check"/>.</summary>
/// <param name="Status">How the link is.</param>
/// <param name="Evidence">What was seen.</param>
/// <param name="Cause">What is wrong; null when nothing is.</param>
/// <param name="Target">What it is about; null for the service account.</param>
/// <param name="Values">Values for the braces in the cause's fix, beside those of every request.</param>
internal sealed record Finding(CheckStatus Status, string Evidence, Cause? Cause = null, string? Target = null, IReadOnlyDictionary<string, string>? Values = null)
{
    public static Finding Passed(string evidence, string? target = null) => new(CheckStatus.Passed, evidence, null, target);

    public static Finding Failed(Cause cause, string evidence, string? target = null, params (string Name, string Value)[] values) =>
        new(CheckStatus.Failed, evidence, cause, target, values.ToDictionary(v => v.Name, v => v.Value));

    /// <summary>Suspicious without being wrong.</summary>
    public static Finding Suspicious(Cause cause, string evidence, string? target = null, params (string Name, string Value)[] values) =>
        new(CheckStatus.Warning, evidence, cause, target, values.ToDictionary(v => v.Name, v => v.Value));

    /// <summary>It could not be read.</summary>
    public static Finding Unread(string why, string? target = null) => new(CheckStatus.Warning, $"Not checked: {why}", null, target);

    /// <summary>It does not apply here.</summary>
    public static Finding NotApplicable(string why) => new(CheckStatus.Skipped, why);
}
