using System.Management.Automation;
using PodIdentity.Isolation;

namespace PodIdentity.Pipeline;

/// <summary>One record's work: a call of the engine whose results go to the record.</summary>
internal delegate Task Operation(IPodIdentityEngine engine, RecordPump record, CancellationToken cancellationToken);

/// <summary>Base of all cmdlets: runs the engine for each pipeline record, and ends it when the user stops the pipeline.</summary>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    private static int _lastActivityId;

    private readonly int _activityId = Interlocked.Increment(ref _lastActivityId);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The parameters that were given on the command line, in contrast to those that the pipeline binds for each record.</summary>
    private protected IReadOnlySet<string> TypedParameters { get; private set; } = new HashSet<string>();

    /// <summary>Reads the parameters, on the pipeline thread, into a request and says what to do with it.</summary>
    /// <exception cref="PodIdentityException">The parameters do not go together.</exception>
    private protected abstract Operation Prepare();

    /// <summary>Before the first record: nothing of the pipeline is bound yet.</summary>
    protected sealed override void BeginProcessing() =>
        TypedParameters = new HashSet<string>(MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs one record; its failure is a non-terminating error, and the next record goes on.</summary>
    protected sealed override void ProcessRecord()
    {
        Operation operation;
        try
        {
            operation = Prepare();
        }
        catch (PodIdentityException e)
        {
            WriteError(ErrorMapping.ToErrorRecord(e));
            return;
        }

        // After a stop this throws OperationCanceledException; it flies, since PowerShell takes it for what it is and records no error.
        var failure = RecordPump.Run(
            this, _activityId, (record, cancel) => operation(EngineProvider.Engine, record, cancel), _stop.Token);
        if (failure is not null)
            WriteError(ErrorMapping.ToErrorRecord(failure));
    }

    /// <summary>Ctrl+C; called on another thread than the pipeline's.</summary>
    protected sealed override void StopProcessing()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pipeline ended while it was being stopped.
        }
    }

    /// <summary>Called by PowerShell when the pipeline is over.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _stop.Dispose();
    }
}
