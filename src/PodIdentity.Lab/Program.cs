using System.Diagnostics;
using System.Runtime.InteropServices;
using PodIdentity.Lab;

LabOptions options;
try
{
    options = LabArguments.Parse(args);
}
catch (FormatException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    await Console.Error.WriteLineAsync(LabArguments.Usage);
    return 2;
}

using var end = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);

try
{
    await using var lab = await Lab.StartAsync(options, end.Token);
    var line = lab.Addresses.ToJson();
    if (options.ReadyFile is { } file)
        await WriteReadyFileAsync(file, line);
    await Console.Out.WriteLineAsync(line);
    await Console.Out.FlushAsync();
    await WaitAsync(options.ParentProcessId, end.Token);
    return 0;
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    return 0;
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync("The lab cannot start: " + error.Message);
    return 1;
}

void End(PosixSignalContext signal)
{
    // Not the runtime's own end: the parts stop in order first.
    signal.Cancel = true;
    end.Cancel();
}

// Whoever waits for the file must never see half of it.
static async Task WriteReadyFileAsync(string path, string line)
{
    var unfinished = path + ".tmp";
    var create = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
    if (!OperatingSystem.IsWindows())
        create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    await using (var writer = new StreamWriter(unfinished, create))
        await writer.WriteLineAsync(line);
    File.Move(unfinished, path, overwrite: true);
}

static async Task WaitAsync(int? parent, CancellationToken cancellationToken)
{
    if (parent is not { } id)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return;
    }

    try
    {
        using var process = Process.GetProcessById(id);
        await process.WaitForExitAsync(cancellationToken);
    }
    catch (ArgumentException)
    {
        // It has already gone.
    }
}
