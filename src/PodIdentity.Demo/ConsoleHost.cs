using System.Globalization;
using System.Management.Automation.Host;

namespace PodIdentity.Demo;

/// <summary>The console that the script runs at.</summary>
internal sealed class ConsoleHost : PSHost
{
    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "PodIdentity demo";

    public override PSHostUserInterface UI { get; } = new ConsoleScreen();

    public override Version Version => typeof(ConsoleHost).Assembly.GetName().Version!;

    public override void SetShouldExit(int exitCode)
    {
    }

    public override void EnterNestedPrompt() => throw new NotSupportedException("This console has no nested prompt.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This console has no nested prompt.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
