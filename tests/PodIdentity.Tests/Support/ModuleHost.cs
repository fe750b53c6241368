using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace PodIdentity.Tests.Support;

/// <summary>A PowerShell session with the module imported by its manifest, as a user has it.</summary>
internal sealed class ModuleHost : IDisposable
{
    private readonly Runspace _runspace;

    public ModuleHost(PSThreadOptions threads = PSThreadOptions.Default, bool import = true, string? formats = null)
    {
        var state = InitialSessionState.CreateDefault2();
        if (formats is not null)
            state.Formats.Add(new SessionStateFormatEntry(formats));
        if (import)
            state.ImportPSModule(BuiltModule.Manifest);
        _runspace = RunspaceFactory.CreateRunspace(Host, state);
        _runspace.ThreadOptions = threads;
        _runspace.Open();
    }

    /// <summary>What was shown, prompted and answered at the console.</summary>
    public ConsoleRecorder Host { get; } = new();

    public void Dispose() => _runspace.Dispose();

    /// <summary>Runs a script to its end.</summary>
    public ScriptResult Run(string script, params (string Name, object? Value)[] variables)
    {
        using var shell = Shell(script, variables);
        return Run(shell);
    }

    /// <summary>Runs a script, stops it as Ctrl+C does once the task is done, and waits until it ended.</summary>
    public async Task<ScriptResult> RunAndStopAsync(string script, Task when)
    {
        using var shell = Shell(script);
        var run = Task.Run(() => Run(shell));
        if (await Task.WhenAny(when, run) == run)
            throw new InvalidOperationException("The script ended before it could be stopped: " + string.Join(" ", (await run).Items));
        await shell.StopAsync(null, null);
        return await run;
    }

    /// <summary>Shows what a script emits, as a console does, and returns the text.</summary>
    public string Show(string script, params (string Name, object? Value)[] variables)
    {
        Host.Clear();
        using var shell = Shell(script, variables);
        shell.AddCommand("Out-Default");
        shell.Invoke();
        return Host.Text;
    }

    private static ScriptResult Run(PowerShell shell)
    {
        var result = new ScriptResult();
        var output = new PSDataCollection<PSObject>();
        Collect(output, "Output", result);
        Collect(shell.Streams.Error, "Error", result);
        Collect(shell.Streams.Warning, "Warning", result);
        Collect(shell.Streams.Verbose, "Verbose", result);
        Collect(shell.Streams.Progress, "Progress", result);
        try
        {
            shell.Invoke<PSObject, PSObject>(null, output, null);
        }
        catch (RuntimeException e)
        {
            result.Terminated = e;
        }

        result.State = shell.InvocationStateInfo.State;
        return result;
    }

    private static void Collect<T>(PSDataCollection<T> stream, string name, ScriptResult result) =>
        stream.DataAdded += (_, added) => result.Items.Add(new StreamItem(name, stream[added.Index]!));

    private PowerShell Shell(string script, params (string Name, object? Value)[] variables)
    {
        foreach (var (name, value) in variables)
            _runspace.SessionStateProxy.SetVariable(name, value);
        var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        return shell;
    }
}

/// <summary>Something written to a stream.</summary>
internal sealed record StreamItem(string Stream, object Value)
{
    public override string ToString() => $"{Stream}: {Value}";
}

/// <summary>What a script left: everything it wrote, in order, and how it ended.</summary>
internal sealed class ScriptResult
{
    public List<StreamItem> Items { get; } = [];

    public RuntimeException? Terminated { get; set; }

    public PSInvocationState State { get; set; }

    public IReadOnlyList<ErrorRecord> Errors => [.. Items.Where(i => i.Stream == "Error").Select(i => (ErrorRecord)i.Value)];

    /// <summary>The first error, terminating or not.</summary>
    public Exception? Failure => Errors is [var first, ..] ? first.Exception : Terminated;

    public IReadOnlyList<T> Output<T>() => [.. Items.Where(i => i.Stream == "Output").Select(i => i.Value).OfType<PSObject>().Select(o => o.BaseObject).Cast<T>()];
}
