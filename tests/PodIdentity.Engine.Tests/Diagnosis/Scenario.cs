using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

/// <summary>One way in which a set-up is broken, and what the diagnosis must say of it.</summary>
/// <param name="Name">What is wrong, as a person would say it.</param>
/// <param name="Row">Row of the table of users' pains that it stands for, e.g. <c>A1</c>; empty for none.</param>
/// <param name="Break">Breaks a healthy set-up (agent, role, association, service account <c>app</c>, Deployment <c>web</c> with a running pod).</param>
/// <param name="Cause">The root cause that must be named.</param>
/// <param name="Evidence">A text that the evidence must hold, to be verified by a person.</param>
/// <param name="Fix">A text that the fix must hold.</param>
internal sealed record Scenario(string Name, string Row, Func<EngineLab, Task> Break, Cause Cause, string Evidence, string Fix)
{
    /// <summary>How the diagnosis is asked.</summary>
    public Func<TestSetupRequest, TestSetupRequest> Ask { get; init; } = request => request;

    /// <summary>What the root cause's check must be: a failure, or a warning where nothing is broken for sure.</summary>
    public CheckStatus Status { get; init; } = CheckStatus.Failed;

    public override string ToString() => Name;
}
