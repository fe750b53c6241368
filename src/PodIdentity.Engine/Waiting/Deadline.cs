using System.Diagnostics;

namespace PodIdentity.Engine.Waiting;

/// <summary>The end of a wait: a token that is cancelled by the user or by the clock, and the means to tell which.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _user;
    private readonly long _started = Stopwatch.GetTimestamp();

    public Deadline(TimeSpan timeout, CancellationToken user)
    {
        Timeout = timeout;
        _user = user;
        _source = CancellationTokenSource.CreateLinkedTokenSource(user);
        _source.CancelAfter(timeout);
    }

    public TimeSpan Timeout { get; }

    public CancellationToken Token => _source.Token;

    /// <summary>Whether the time is up (and the user did not stop).</summary>
    public bool HasPassed => _source.IsCancellationRequested && !_user.IsCancellationRequested;

    /// <summary>Share of the time used, 0 to 99, for a progress bar.</summary>
    public int PercentUsed => (int)Math.Min(99, 100 * Stopwatch.GetElapsedTime(_started) / Timeout);

    public void Dispose() => _source.Dispose();
}
