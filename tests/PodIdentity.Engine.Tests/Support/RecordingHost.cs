using System.Collections.Concurrent;

namespace PodIdentity.Engine.Tests.Support;

/// <summary>Keeps what an operation says, and answers its questions.</summary>
internal sealed class RecordingHost : IOperationHost
{
    public ConcurrentQueue<string> Verbose { get; } = new();

    public ConcurrentQueue<string> Warnings { get; } = new();

    public ConcurrentQueue<PodIdentityException> Errors { get; } = new();

    public ConcurrentQueue<OperationProgress> Progress { get; } = new();

    public ConcurrentQueue<string> Questions { get; } = new();

    /// <summary>False to decline every write.</summary>
    public bool Answer { get; set; } = true;

    /// <summary>Called with each question, before it is answered.</summary>
    public Action<string>? OnQuestion { get; set; }

    /// <summary>Called with each progress report.</summary>
    public Action<OperationProgress>? OnProgress { get; set; }

    /// <summary>Called with each verbose message.</summary>
    public Action<string>? OnVerbose { get; set; }

    public void WriteVerbose(string message)
    {
        Verbose.Enqueue(message);
        OnVerbose?.Invoke(message);
    }

    public void WriteWarning(string message) => Warnings.Enqueue(message);

    public void WriteError(PodIdentityException error) => Errors.Enqueue(error);

    public void WriteProgress(OperationProgress progress)
    {
        Progress.Enqueue(progress);
        OnProgress?.Invoke(progress);
    }

    public Task<bool> ShouldProcessAsync(string target, string action)
    {
        Questions.Enqueue($"{target}: {action}");
        OnQuestion?.Invoke(action);
        return Task.FromResult(Answer);
    }
}
