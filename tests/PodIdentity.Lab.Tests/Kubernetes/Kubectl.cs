using System.Diagnostics;

namespace PodIdentity.Lab.Tests.Kubernetes;

/// <summary>The real kubectl, the judge of the API server.</summary>
internal static class Kubectl
{
    private static readonly Lazy<bool> IsInstalled = new(() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, "kubectl"))));

    /// <summary>Runs one command; whoever calls is skipped on a machine without kubectl.</summary>
    public static async Task<Run> RunAsync(TestCluster cluster, string arguments, string? input = null)
    {
        Assert.SkipUnless(IsInstalled.Value, "kubectl is not installed");
        var start = new ProcessStartInfo("kubectl", $"--kubeconfig {cluster.Server.KubeconfigPath} --cache-dir {Path.GetDirectoryName(cluster.Server.KubeconfigPath)} {arguments}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Run(process.ExitCode, await output, (await error).Trim());
    }

    /// <summary>The output of a command that must succeed.</summary>
    public static async Task<string> OutputAsync(TestCluster cluster, string arguments, string? input = null)
    {
        var run = await RunAsync(cluster, arguments, input);
        Assert.True(run.ExitCode == 0, $"kubectl {arguments}: {run.Error}");
        return run.Output;
    }
}

internal sealed record Run(int ExitCode, string Output, string Error)
{
    /// <summary>The columns of a table's line, by the name in its first.</summary>
    public static string[] Row(string table, string name) =>
        table.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
