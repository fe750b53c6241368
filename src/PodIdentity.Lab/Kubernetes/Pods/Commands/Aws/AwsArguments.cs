namespace PodIdentity.Lab.Kubernetes.Pods.Commands.Aws;

/// <summary>The command line of <c>aws</c>: commands, and the options that the lab knows.</summary>
internal sealed record AwsArguments
{
    private static readonly string[] Ignored = ["--debug", "--no-cli-pager", "--no-paginate", "--no-cli-auto-prompt", "--no-verify-ssl"];
    private static readonly string[] IgnoredWithValue = ["--cli-connect-timeout", "--cli-read-timeout", "--color"];

    /// <summary>Commands and operands, in order.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    public string? Region { get; init; }

    /// <summary><c>json</c> or <c>text</c>.</summary>
    public string Output { get; init; } = "json";

    public bool Version { get; init; }

    public bool Recursive { get; init; }

    public static AwsArguments Parse(IReadOnlyList<string> arguments, string? defaultOutput)
    {
        var words = new List<string>();
        var parsed = new AwsArguments { Words = words, Output = CheckOutput(defaultOutput ?? "json") };
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith('-')) words.Add(argument);
            else if (argument == "--region") parsed = parsed with { Region = Value(arguments, ref i) };
            else if (argument == "--output") parsed = parsed with { Output = CheckOutput(Value(arguments, ref i)) };
            else if (argument == "--version") parsed = parsed with { Version = true };
            else if (argument == "--recursive") parsed = parsed with { Recursive = true };
            else if (IgnoredWithValue.Contains(argument)) Value(arguments, ref i);
            else if (!Ignored.Contains(argument)) throw AwsCliException.Usage($"Unknown options: {argument}");
        }

        return parsed;
    }

    private static string Value(IReadOnlyList<string> arguments, ref int index) =>
        ++index < arguments.Count
            ? arguments[index]
            : throw AwsCliException.Usage($"aws: error: argument {arguments[^1]}: expected one argument");

    private static string CheckOutput(string output) =>
        output is "json" or "text" ? output : throw AwsCliException.Usage($"aws: error: argument --output: Found invalid choice '{output}'");
}
