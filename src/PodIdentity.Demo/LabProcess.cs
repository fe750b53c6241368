using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace PodIdentity.Demo;

/// <summary>A lab in a process of its own, which ends with this one.</summary>
internal sealed class LabProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ReadyLine _world;

    private LabProcess(Process process, ReadyLine world)
    {
        _process = process;
        _world = world;
    }

    public static async Task<LabProcess> StartAsync(string program)
    {
        var start = new ProcessStartInfo(DotnetHost()) { RedirectStandardOutput = true };
        start.ArgumentList.Add(program);
        start.ArgumentList.Add("--parent");
        start.ArgumentList.Add(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var process = Process.Start(start)!;

        try
        {
            using var limit = new CancellationTokenSource(StartLimit);
            var line = await process.StandardOutput.ReadLineAsync(limit.Token)
                ?? throw new DemoException($"The lab ended before it was ready: {program}");
            var world = JsonSerializer.Deserialize<ReadyLine>(line, JsonSerializerOptions.Web)!;

            // What else the lab says is not for this console, but must not fill the pipe.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return new LabProcess(process, world);
        }
        catch (Exception e)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw e switch
            {
                OperationCanceledException => new DemoException($"The lab was not ready within {StartLimit.TotalSeconds:0} seconds: {program}"),
                JsonException => new DemoException($"The lab's ready line cannot be read: {e.Message}"),
                _ => e,
            };
        }
    }

    /// <summary>Makes the lab the only AWS that this process can see.</summary>
    public void Enter()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)))
            Environment.SetEnvironmentVariable(name, null);

        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", _world.AwsEndpoint);
        Environment.SetEnvironmentVariable("AWS_REGION", _world.Region);
        // The AWS CLI, version 1, and boto3 know the region by this name only.
        Environment.SetEnvironmentVariable("AWS_DEFAULT_REGION", _world.Region);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", _world.AccessKeyId);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", _world.SecretAccessKey);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");

        // No profile of the user's: neither its region nor its credentials have a say here.
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", NoFile);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", NoFile);
    }

    /// <summary>The lab goes by itself when this process ends, and takes its files along; killed, it could not.</summary>
    public void Dispose() => _process.Dispose();

    private static string NoFile => Path.Combine(AppContext.BaseDirectory, "no-aws-config");

    /// <summary>The dotnet that runs this process; it need not be on the PATH.</summary>
    private static string DotnetHost()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(host) ? host : name;
    }

    private sealed record ReadyLine(string AwsEndpoint, string Region, string AccessKeyId, string SecretAccessKey);
}
