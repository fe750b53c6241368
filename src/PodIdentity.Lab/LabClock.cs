namespace PodIdentity.Lab;

/// <summary>The world's clock: the real one, plus what the admin API advanced it by. Timers run in real time.</summary>
internal sealed class LabClock : TimeProvider
{
    private long _advancedTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _advancedTicks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _advancedTicks, by.Ticks);

    public void Reset() => Interlocked.Exchange(ref _advancedTicks, 0);
}
