using System.Management.Automation;
using PodIdentity.Isolation;

namespace PodIdentity.Pipeline;

/// <summary>One record's work: a call of the engine whose results go to the record.</summary>
internal delegate Task Operation(IPodIdentityEngine engine, OperationRecord record, CancellationToken cancellationToken);

/// <summary>Base of all cmdlets: runs the engine for each pipeline record, several at a time, and ends it when the user stops the pipeline.</summary>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly OperationPump _pump;

    /// <summary>Creates the cmdlet.</summary>
    protected AsyncCommand() => _pump = new OperationPump(this, _stop.Token);

    /// <summary>How many pipeline records are worked on at once. Results come as they are ready, not in the order of the input.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>The parameters that were given on the command line, in contrast to those that the pipeline binds for each record.</summary>
    private protected IReadOnlySet<string> TypedParameters { get; private set; } = new HashSet<string>();

    // A plan is read from top to bottom: item by item.
    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? given is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>Reads the parameters, on the pipeline thread, into a request and says what to do with it.</summary>
    /// <exception cref="PodIdentityException">The parameters do not go together.</exception>
    private protected abstract Operation Prepare();

    /// <summary>Before the first record: nothing of the pipeline is bound yet.</summary>
    protected sealed override void BeginProcessing() =>
        TypedParameters = new HashSet<string>(MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase);

    /// <summary>Starts one record; its failure is a non-terminating error, and the others go on.</summary>
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

        _pump.Start((record, cancel) => operation(EngineProvider.Engine, record, cancel));
        _pump.DrainUntil((IsWhatIf ? 1 : ThrottleLimit) - 1);
    }

    /// <summary>Waits for the records that still run.</summary>
    protected sealed override void EndProcessing() => _pump.DrainUntil(0);

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
        if (!disposing)
            return;

        _pump.Dispose();
        _stop.Dispose();
    }
}
