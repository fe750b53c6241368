using System.Management.Automation.Runspaces;

namespace PodIdentity.Demo;

/// <summary>Arguments of a script as <c>pwsh -File</c> reads them: <c>value</c>, <c>-Name value</c>, <c>-Name:value</c>, <c>-Switch</c>.</summary>
internal static class ScriptArguments
{
    public static IEnumerable<CommandParameter> Read(IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            var colon = argument.IndexOf(':', StringComparison.Ordinal);
            if (!IsName(argument))
                yield return new CommandParameter(null, argument);
            else if (colon < 0)
                yield return new CommandParameter(argument);
            else
                yield return new CommandParameter(argument[..colon], Value(argument[(colon + 1)..]));
        }
    }

    /// <summary>A dash and a letter; <c>-1</c> is a number.</summary>
    private static bool IsName(string argument) => argument.Length > 1 && argument[0] == '-' && char.IsLetter(argument[1]);

    private static object Value(string text) => text.ToUpperInvariant() switch
    {
        "$TRUE" => true,
        "$FALSE" => false,
        _ => text,
    };
}
