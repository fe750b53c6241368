using System.Management.Automation.Host;

namespace PodIdentity.Demo;

/// <summary>Size of the console, by which PowerShell lays tables and lists out. Its cells are not for scripts.</summary>
internal sealed class ConsoleRawScreen : PSHostRawUserInterface
{
    private const int WidthOfAFile = 120;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override Size BufferSize
    {
        get => new(Width, 50);
        set { }
    }

    public override Size WindowSize
    {
        get => new(Width, 50);
        set { }
    }

    public override Size MaxWindowSize => new(Width, 50);

    public override Size MaxPhysicalWindowSize => new(Width, 50);

    public override Coordinates CursorPosition { get; set; }

    public override Coordinates WindowPosition { get; set; }

    public override int CursorSize { get; set; } = 25;

    public override string WindowTitle { get; set; } = "";

    public override bool KeyAvailable => false;

    /// <summary>A terminal may report no width at all.</summary>
    private static int Width => !Console.IsOutputRedirected && Console.WindowWidth > 0 ? Console.WindowWidth : WidthOfAFile;

    public override void FlushInputBuffer()
    {
    }

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw NoCells();

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NoCells();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw NoCells();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NoCells();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw NoCells();

    private static HostException NoCells() => new("This console neither reads keys nor moves its cursor.");
}
