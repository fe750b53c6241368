using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace PodIdentity.Demo;

/// <summary>Shows what PowerShell has to say: with colours and progress on a terminal, as plain text in a file or pipe.</summary>
internal sealed class ConsoleScreen : PSHostUserInterface
{
    private static readonly bool Terminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;

    private int _progressWidth;

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawScreen();

    public override bool SupportsVirtualTerminal => Terminal;

    public override void Write(string value)
    {
        ClearProgress();
        Console.Write(GetOutputString(value, SupportsVirtualTerminal));
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void WriteErrorLine(string value)
    {
        ClearProgress();
        Console.Error.WriteLine(Terminal ? $"\e[31;1m{value}\e[0m" : value);
    }

    public override void WriteDebugLine(string message) => WriteMarked("DEBUG: ", message);

    public override void WriteVerboseLine(string message) => WriteMarked("VERBOSE: ", message);

    public override void WriteWarningLine(string message) => WriteMarked("WARNING: ", message);

    /// <summary>One line that the next thing shown takes the place of.</summary>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        ClearProgress();
        if (!Terminal || record.RecordType == ProgressRecordType.Completed)
            return;
        var text = $"{record.Activity}: {record.StatusDescription}";
        text = text[..Math.Min(text.Length, Math.Max(1, RawUI.BufferSize.Width - 1))];
        Console.Write($"\e[36m{text}\e[0m");
        _progressWidth = text.Length;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequireTerminal(message);
        var labels = choices.Select(choice => choice.Label.Replace("&", "", StringComparison.Ordinal)).ToList();
        while (true)
        {
            WriteLine("");
            WriteLine(caption);
            WriteLine(message);
            Write($"[{string.Join("] [", labels)}] (default is {labels[defaultChoice]}): ");
            var answer = Console.ReadLine() ?? throw NobodyToAsk(message);
            var choice = answer is ""
                ? defaultChoice
                : choices.ToList().FindIndex(c => Matches(c, answer));
            if (choice >= 0)
                return choice;
        }
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        RequireTerminal(message);
        return descriptions.ToDictionary(
            field => field.Name,
            field =>
            {
                Write($"{field.Name}: ");
                return PSObject.AsPSObject(Console.ReadLine() ?? throw NobodyToAsk(field.Name));
            });
    }

    public override string ReadLine()
    {
        RequireTerminal("input");
        return Console.ReadLine() ?? throw NobodyToAsk("input");
    }

    public override SecureString ReadLineAsSecureString() => throw NoSecrets();

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw NoSecrets();

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowed, PSCredentialUIOptions options) =>
        throw NoSecrets();

    private static bool Matches(ChoiceDescription choice, string answer)
    {
        var hotKey = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return string.Equals(choice.Label.Replace("&", "", StringComparison.Ordinal), answer, StringComparison.OrdinalIgnoreCase)
            || (hotKey >= 0 && string.Equals(choice.Label[(hotKey + 1)..(hotKey + 2)], answer, StringComparison.OrdinalIgnoreCase));
    }

    private static void RequireTerminal(string question)
    {
        if (Console.IsInputRedirected)
            throw NobodyToAsk(question);
    }

    private static HostException NobodyToAsk(string question) =>
        new($"The script asks, and there is nobody to answer: {question} Use -Confirm:$false, or give the missing parameter.");

    private static HostException NoSecrets() => new("This console does not read secrets.");

    private void WriteMarked(string mark, string message) => WriteLine(Terminal ? $"\e[33m{mark}{message}\e[0m" : mark + message);

    private void ClearProgress()
    {
        if (_progressWidth == 0)
            return;
        Console.Write("\r\e[K");
        _progressWidth = 0;
    }
}
