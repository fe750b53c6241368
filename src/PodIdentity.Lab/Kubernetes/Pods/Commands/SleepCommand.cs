using System.Globalization;

namespace PodIdentity.Lab.Kubernetes.Pods.Commands;

/// <summary><c>sleep</c>, in real time.</summary>
internal static class SleepCommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    public static async Task<int> RunAsync(List<string> arguments, CommandStreams streams, CancellationToken cancellationToken)
    {
        if (arguments.Count == 0)
        {
            await streams.WriteErrorAsync("sleep: missing operand\nTry 'sleep --help' for more information.\n", cancellationToken);
            return 1;
        }

        var total = TimeSpan.Zero;
        foreach (var argument in arguments)
        {
            if (Parse(argument) is not { } time)
            {
                await streams.WriteErrorAsync($"sleep: invalid time interval '{argument}'\nTry 'sleep --help' for more information.\n", cancellationToken);
                return 1;
            }

            total = total + time > Longest ? Longest : total + time;
        }

        await Task.Delay(total == Longest ? Timeout.InfiniteTimeSpan : total, cancellationToken);
        return 0;
    }

    private static TimeSpan? Parse(string text)
    {
        if (text is "infinity" or "inf") return Longest;
        var unit = text.Length > 0 ? text[^1] : ' ';
        var factor = unit switch { 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 1 };
        var digits = unit is 's' or 'm' or 'h' or 'd' ? text[..^1] : text;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        var seconds = number * factor;
        return seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);
    }
}
