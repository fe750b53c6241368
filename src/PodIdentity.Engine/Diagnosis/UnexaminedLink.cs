namespace PodIdentity.Engine.Diagnosis;

/// <summary>A link that cannot be looked at because another one broke.</summary>
internal sealed class UnexaminedLink(string name, string broken) : ILink
{
    public string Name => name;

    public IReadOnlyList<string> Needs => [broken];

    public Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([Finding.Unread($"{broken} is broken.")]);
}
