using System.Globalization;
using System.Text.RegularExpressions;

namespace PodIdentity.Lab;

/// <summary>Reads the command line.</summary>
internal static partial class LabArguments
{
    public const string Usage = """
        Usage: PodIdentity.Lab [--port N] [--ready-file FILE] [--latency MS] [--consistency-delay MS] [--addon-delay MS]
                               [--pod-start-delay MS] [--nodes N] [--clusters NAME[,NAME…]] [--aws-cli] [--parent PID]
        """;

    /// <summary>Throws <see cref="FormatException"/> that says what is wrong.</summary>
    public static LabOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new LabOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name == "--aws-cli")
            {
                options = options with { AwsCli = true };
                continue;
            }

            string Value() => ++i < arguments.Count ? arguments[i] : throw new FormatException($"{name} needs a value.");
            int Number(int least, int most) =>
                Value() is var text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                    ? number
                    : throw new FormatException($"{name} takes a number from {least} to {most}, not '{text}'.");
            TimeSpan Milliseconds() => TimeSpan.FromMilliseconds(Number(0, 3_600_000));
            options = name switch
            {
                "--port" => options with { Port = Number(0, 65535) },
                "--ready-file" => options with { ReadyFile = Value() },
                "--latency" => options with { Latency = Milliseconds() },
                "--consistency-delay" => options with { ConsistencyDelay = Milliseconds() },
                "--addon-delay" => options with { AddonDelay = Milliseconds() },
                "--pod-start-delay" => options with { PodStartDelay = Milliseconds() },
                "--nodes" => options with { Nodes = Number(0, 500) },
                "--parent" => options with { ParentProcessId = Number(1, int.MaxValue) },
                "--clusters" => options with { ClusterNames = ClusterNames(Value()) },
                _ => throw new FormatException($"There is no option '{name}'."),
            };
        }

        return options;
    }

    private static string[] ClusterNames(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        if (names.FirstOrDefault(name => !ClusterName().IsMatch(name)) is { } bad)
            throw new FormatException($"'{bad}' is not a cluster name: letters, digits, - and _, at most 100, a letter or digit first.");
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : throw new FormatException("--clusters names a cluster twice.");
    }

    [GeneratedRegex(@"^[0-9A-Za-z][A-Za-z0-9_-]{0,99}\z")]
    private static partial Regex ClusterName();
}
