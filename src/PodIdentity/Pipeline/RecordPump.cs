using System.Management.Automation;
using System.Threading.Channels;

namespace PodIdentity.Pipeline;

/// <summary>
/// Carries one pipeline record through the engine: the operation runs on the thread pool, and all that it has to say comes back
/// over one queue to the pipeline thread, the only one that PowerShell lets write.
/// </summary>
internal sealed class RecordPump : IOperationHost
{
    /// <summary>How long a stopped operation may take to undo what it created before the prompt comes back regardless.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(15);

    private readonly Channel<Action> _queue = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Cmdlet _cmdlet;
    private readonly int _activityId;
    private readonly CancellationToken _stop;
    private OperationProgress? _progress;

    private RecordPump(Cmdlet cmdlet, int activityId, CancellationToken stop)
    {
        _cmdlet = cmdlet;
        _activityId = activityId;
        _stop = stop;
    }

    /// <summary>Runs the operation to its end on the calling thread, the pipeline's.</summary>
    /// <returns>What the operation failed with, or null. What PowerShell throws while writing (a stopped pipeline, a failed prompt) is thrown.</returns>
    public static Exception? Run(Cmdlet cmdlet, int activityId, Func<RecordPump, CancellationToken, Task> operation, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pump = new RecordPump(cmdlet, activityId, end.Token);

        // On the pool, where no host's SynchronizationContext is: what the operation awaits never waits for the blocked pipeline thread.
        var task = Task.Run(() => operation(pump, end.Token), CancellationToken.None);
        _ = task.ContinueWith(
            _ => pump._queue.Writer.TryComplete(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

        try
        {
            pump.Drain(stop);
            pump.CompleteProgress();
        }
        catch
        {
            pump._queue.Writer.TryComplete();
            end.Cancel();
            Task.WaitAny([task], StopGrace);
            throw;
        }

        return task.IsCanceled ? new TaskCanceledException(task) : task.Exception?.GetBaseException();
    }

    /// <summary>Emits a result; null is none.</summary>
    public void WriteObject(object? result)
    {
        if (result is not null)
            Post(() => _cmdlet.WriteObject(result));
    }

    /// <summary>Emits results as they come.</summary>
    public async Task WriteObjectsAsync<T>(IAsyncEnumerable<T> results, CancellationToken cancellationToken)
    {
        await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
            WriteObject(result);
    }

    /// <inheritdoc/>
    public void WriteVerbose(string message) => Post(() => _cmdlet.WriteVerbose(message));

    /// <inheritdoc/>
    public void WriteWarning(string message) => Post(() => _cmdlet.WriteWarning(message));

    /// <inheritdoc/>
    public void WriteProgress(OperationProgress progress) => Post(() => ShowProgress(progress));

    /// <inheritdoc/>
    public Task<bool> ShouldProcessAsync(string target, string action)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!Post(() => answer.SetResult(_cmdlet.ShouldProcess(target, action))))
            answer.SetResult(false);
        return answer.Task.WaitAsync(_stop);
    }

    /// <summary>False when the record is over: a straggler's event goes nowhere.</summary>
    private bool Post(Action write) => _queue.Writer.TryWrite(write);

    private void Drain(CancellationToken stop)
    {
        var reader = _queue.Reader;
        while (reader.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult())
        {
            while (!stop.IsCancellationRequested && reader.TryRead(out var write))
                write();
        }
    }

    private void ShowProgress(OperationProgress progress)
    {
        _progress = progress.Completed ? null : progress;
        _cmdlet.WriteProgress(new ProgressRecord(_activityId, progress.Activity, progress.Status is "" ? " " : progress.Status)
        {
            PercentComplete = progress.PercentComplete ?? -1,
            RecordType = progress.Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        });
    }

    /// <summary>Takes down the bar that an operation left standing, as a failed one does.</summary>
    private void CompleteProgress()
    {
        if (_progress is { } standing)
            ShowProgress(standing with { Completed = true });
    }
}
