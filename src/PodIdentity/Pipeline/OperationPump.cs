using System.Management.Automation;
using System.Threading.Channels;

namespace PodIdentity.Pipeline;

/// <summary>
/// Runs the operations of one cmdlet, several at a time, on the thread pool. All that they have to say comes back over one queue to the
/// pipeline thread, the only one that PowerShell lets write.
/// </summary>
internal sealed class OperationPump(Cmdlet cmdlet, CancellationToken stop) : IDisposable
{
    /// <summary>How long stopped operations may take to undo what they created before the prompt comes back regardless.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(15);

    private readonly Channel<Action> _queue = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts an operation and returns. What it has to say waits for <see cref="DrainUntil"/>.</summary>
    public void Start(Func<OperationRecord, CancellationToken, Task> operation)
    {
        var record = new OperationRecord(cmdlet, _queue.Writer, _end.Token);

        // On the pool, where no host's SynchronizationContext is: what the operation awaits never waits for the blocked pipeline thread.
        var task = Task.Run(() => operation(record, _end.Token), CancellationToken.None);
        _running.Add(task);
        _ = task.ContinueWith(
            ended => _queue.Writer.TryWrite(() => Finish(record, ended)),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Writes, on the calling thread, the pipeline's, what the operations have to say until so many are left running.</summary>
    /// <remarks>What PowerShell throws while writing (a stopped pipeline, a failed prompt, -ErrorAction Stop) is thrown, and ends all operations.</remarks>
    public void DrainUntil(int running)
    {
        try
        {
            while (true)
            {
                while (!stop.IsCancellationRequested && _queue.Reader.TryRead(out var write))
                    write();

                // Thrown as it is: PowerShell takes it for the stop that it is and records no error.
                stop.ThrowIfCancellationRequested();
                if (_running.Count <= running)
                    return;

                _queue.Reader.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult();
            }
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>Ends what still runs, as when an upstream command failed and the pipeline is torn down.</summary>
    public void Dispose()
    {
        End();
        _end.Dispose();
    }

    private void End()
    {
        _queue.Writer.TryComplete();
        if (_running.Count == 0)
            return;

        _end.Cancel();
        Task.WhenAll(_running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Wait(StopGrace);
        _running.Clear();
    }

    private void Finish(OperationRecord record, Task ended)
    {
        _running.Remove(ended);
        record.Close();
        var failure = ended.IsCanceled ? new TaskCanceledException(ended) : ended.Exception?.GetBaseException();
        if (failure is not null)
            cmdlet.WriteError(ErrorMapping.ToErrorRecord(failure));
    }
}
