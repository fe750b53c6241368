using System.Management.Automation;
using System.Threading.Channels;

namespace PodIdentity.Pipeline;

/// <summary>The host of one operation: queues what it has to say for the pipeline thread, until the operation is over.</summary>
internal sealed class OperationRecord(Cmdlet cmdlet, ChannelWriter<Action> queue, CancellationToken end) : IOperationHost
{
    private static int _lastActivityId;

    // Each operation has a progress bar of its own, beside those of others that run at the same time.
    private readonly int _activityId = Interlocked.Increment(ref _lastActivityId);
    private volatile bool _closed;
    private OperationProgress? _progress;

    /// <summary>Emits a result; null is none.</summary>
    public void WriteObject(object? result)
    {
        if (result is not null)
            Post(() => cmdlet.WriteObject(result));
    }

    /// <summary>Emits results as they come.</summary>
    public async Task WriteObjectsAsync<T>(IAsyncEnumerable<T> results, CancellationToken cancellationToken)
    {
        await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
            WriteObject(result);
    }

    /// <inheritdoc/>
    public void WriteVerbose(string message) => Post(() => cmdlet.WriteVerbose(message));

    /// <inheritdoc/>
    public void WriteWarning(string message) => Post(() => cmdlet.WriteWarning(message));

    /// <inheritdoc/>
    public void WriteError(PodIdentityException error) => Post(() => cmdlet.WriteError(ErrorMapping.ToErrorRecord(error)));

    /// <inheritdoc/>
    public void WriteProgress(OperationProgress progress) => Post(() => ShowProgress(progress));

    /// <inheritdoc/>
    public Task<bool> ShouldProcessAsync(string target, string action)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!Post(() => answer.SetResult(cmdlet.ShouldProcess(target, action))))
            answer.SetResult(false);
        return answer.Task.WaitAsync(end);
    }

    /// <summary>The operation is over: its bar goes, and what a straggler has to say goes nowhere. Called on the pipeline thread.</summary>
    public void Close()
    {
        if (_progress is { } standing)
            ShowProgress(standing with { Completed = true });
        _closed = true;
    }

    private bool Post(Action write) => !_closed && queue.TryWrite(write);

    private void ShowProgress(OperationProgress progress)
    {
        _progress = progress.Completed ? null : progress;
        cmdlet.WriteProgress(new ProgressRecord(_activityId, progress.Activity, progress.Status is "" ? " " : progress.Status)
        {
            PercentComplete = progress.PercentComplete ?? -1,
            RecordType = progress.Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        });
    }
}
