using System.Diagnostics;

namespace PodIdentity.Lab.Tests.Aws;

/// <summary>Programs of others that judge the lab. One that is not installed skips its tests.</summary>
internal static class RealClients
{
    public static string Find(string program)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{program} is not installed");
        return path!;
    }

    public static async Task RequireBoto3Async(string module)
    {
        var (code, _, _) = await RunAsync("python3", ["-c", $"import {module}"], null, "", "");
        Assert.SkipWhen(code != 0, $"{module} is not installed");
    }

    public static async Task<(int Code, string Output, string Error)> RunAsync(string program, IEnumerable<string> arguments, Uri? endpoint, string accessKeyId, string secret, string? token = null)
    {
        var start = new ProcessStartInfo(Find(program)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["AWS_ENDPOINT_URL"] = endpoint?.ToString().TrimEnd('/');
        start.Environment["AWS_ACCESS_KEY_ID"] = accessKeyId;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = secret;
        if (token is not null)
            start.Environment["AWS_SESSION_TOKEN"] = token;
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_MAX_ATTEMPTS"] = "1";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_CONFIG_FILE"] = start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(Path.GetTempPath(), "no-such-aws-file");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
