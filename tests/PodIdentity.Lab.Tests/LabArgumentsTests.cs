namespace PodIdentity.Lab.Tests;

public sealed class LabArgumentsTests
{
    [Fact]
    public void Every_option_is_read()
    {
        var options = LabArguments.Parse(["--port", "4566", "--ready-file", "r", "--latency", "20", "--consistency-delay", "30", "--addon-delay", "40", "--pod-start-delay", "50", "--aws-cli", "--nodes", "3", "--parent", "1", "--clusters", "a,b"]);
        Assert.Equal((4566, "r", 20d, 30d, 40d, 50d, true, 3, 1),
            (options.Port, options.ReadyFile, options.Latency.TotalMilliseconds, options.ConsistencyDelay.TotalMilliseconds, options.AddonDelay.TotalMilliseconds, options.PodStartDelay.TotalMilliseconds, options.AwsCli, options.Nodes, options.ParentProcessId));
        Assert.Equal(["a", "b"], options.ClusterNames);
    }

    [Theory]
    [InlineData("--port", "--port needs a value.")]
    [InlineData("--port x", "--port takes a number from 0 to 65535, not 'x'.")]
    [InlineData("--latency -1", "--latency takes a number from 0 to 3600000, not '-1'.")]
    [InlineData("--nodes", "--nodes needs a value.")]
    [InlineData("--clusters a,a", "--clusters names a cluster twice.")]
    [InlineData("--clusters _", "'_' is not a cluster name")]
    [InlineData("--what", "There is no option '--what'.")]
    public void What_is_wrong_is_told(string line, string message)
    {
        var error = Assert.Throws<FormatException>(() => LabArguments.Parse(line.Split(' ')));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }
}
