using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PodIdentity.Completers;

/// <summary>Base of the completers: what they offer is on this machine, and Tab never waits long for it nor fails because of it.</summary>
public abstract class LocalCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var prefix = wordToComplete?.Trim('\'', '"') ?? "";
        return Within(Budget)
            .Where(value => value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.OrdinalIgnoreCase)
            .Select(value => new CompletionResult(Quote(value), value, CompletionResultType.ParameterValue, value));
    }

    /// <summary>All values there are; may be slow or fail.</summary>
    private protected abstract IReadOnlyCollection<string> FindValues();

    private IReadOnlyCollection<string> Within(TimeSpan budget)
    {
        var search = Task.Run(FindValues);
        return Task.WaitAny([search], budget) == 0 && search.IsCompletedSuccessfully ? search.Result : [];
    }

    private static string Quote(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':') ? value : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
