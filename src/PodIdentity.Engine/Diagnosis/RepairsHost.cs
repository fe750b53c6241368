namespace PodIdentity.Engine.Diagnosis;

/// <summary>Hands everything on, and remembers whether a write was agreed to: without one there is nothing to examine anew.</summary>
internal sealed class RepairsHost(IOperationHost host) : IOperationHost
{
    private int _agreed;

    public bool HasAgreed => Volatile.Read(ref _agreed) > 0;

    public void WriteVerbose(string message) => host.WriteVerbose(message);

    public void WriteWarning(string message) => host.WriteWarning(message);

    public void WriteError(PodIdentityException error) => host.WriteError(error);

    public void WriteProgress(OperationProgress progress) => host.WriteProgress(progress);

    public async Task<bool> ShouldProcessAsync(string target, string action)
    {
        var answer = await host.ShouldProcessAsync(target, action).ConfigureAwait(false);
        if (answer)
        {
            Interlocked.Increment(ref _agreed);
        }

        return answer;
    }
}
