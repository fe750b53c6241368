using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace PodIdentity.Demo;

/// <summary>Plays a script in a PowerShell session with the module imported, as <c>pwsh -File</c> would.</summary>
internal static class ScriptPlayer
{
    /// <returns>The exit code: the script's own, 0 at its end, 1 when it throws.</returns>
    public static int Play(string manifest, string script, IEnumerable<string> arguments)
    {
        var host = new ConsoleHost();
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        using var runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();

        using var stop = new ConsoleStop();
        try
        {
            using (var import = PowerShell.Create(runspace))
                import.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("ErrorAction", "Stop").Invoke();

            using var play = PowerShell.Create(runspace);
            stop.Watch(play);
            play.Commands.AddCommand(new Command(script, isScript: false, useLocalScope: false));
            foreach (var argument in ScriptArguments.Read(arguments))
                play.Commands.Commands[0].Parameters.Add(argument);

            // Errors join the output, so that both show in the order in which they came.
            play.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
            play.AddCommand("Out-Default");
            play.Invoke();
            return ExitCode(runspace);
        }
        catch (PipelineStoppedException)
        {
            return 130;
        }
        catch (RuntimeException e)
        {
            host.UI.WriteErrorLine(Describe(e.ErrorRecord));
            return 1;
        }
    }

    /// <summary>What the script gave to <c>exit</c>; PowerShell keeps it where it keeps the exit code of a program.</summary>
    private static int ExitCode(Runspace runspace) => runspace.SessionStateProxy.GetVariable("LASTEXITCODE") as int? ?? 0;

    private static string Describe(ErrorRecord error)
    {
        var lines = new List<string> { "", $"Error: {error.ErrorDetails?.Message ?? error.Exception.Message}", $"Id: {error.FullyQualifiedErrorId}" };
        if (error.ErrorDetails?.RecommendedAction is { Length: > 0 } action)
            lines.Add($"Recommended action: {action}");
        if (error.InvocationInfo is { ScriptLineNumber: > 0 } at)
            lines.Add($"At: {at.ScriptName}:{at.ScriptLineNumber}");
        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>Ctrl+C stops the script, not the process: what it does is undone, and the lab ends in order.</summary>
    private sealed class ConsoleStop : IDisposable
    {
        private PowerShell? _shell;

        public ConsoleStop() => Console.CancelKeyPress += OnCancel;

        public void Watch(PowerShell shell) => _shell = shell;

        public void Dispose() => Console.CancelKeyPress -= OnCancel;

        private void OnCancel(object? sender, ConsoleCancelEventArgs e)
        {
            if (_shell is null)
                return;
            e.Cancel = true;
            _shell.BeginStop(null, null);
        }
    }
}
