namespace PodIdentity.Lab;

/// <summary>The world's clock: the real one, plus what the admin API advanced it by. Timers run in real time.</summary>
internal sealed class LabClock : TimeProvider
{
    // Beyond this every sum of a time and a lifetime could leave the calendar.
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(365 * 1000);

    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset At, TimeSpan By)> _advances = [];
    private long _advancedTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _advancedTicks));

    public void Advance(TimeSpan by)
    {
        lock (_lock)
        {
            if (by > Farthest - TimeSpan.FromTicks(_advancedTicks))
                throw new InvalidOperationException("The clock can be a thousand years ahead at most.");
            _advances.Add((WholeSecond(base.GetUtcNow()), by));
            Interlocked.Add(ref _advancedTicks, by.Ticks);
        }
    }

    /// <summary>At the next whole second: signatures have no fractions, so all that were made before count as older, and all later ones as new.</summary>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        var now = base.GetUtcNow();
        var next = WholeSecond(now).AddSeconds(1);
        // Timers may be a little early.
        await Task.Delay(next - now + TimeSpan.FromMilliseconds(20), cancellationToken);
        Advance(by);
    }

    /// <summary>When a client, who knows nothing of the advances, did something by its own clock.</summary>
    public DateTimeOffset FromClientTime(DateTimeOffset time)
    {
        lock (_lock)
        {
            var ticks = time.UtcTicks + _advances.Where(advance => advance.At <= time).Sum(advance => advance.By.Ticks);
            return new DateTimeOffset(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _advances.Clear();
            Interlocked.Exchange(ref _advancedTicks, 0);
        }
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
