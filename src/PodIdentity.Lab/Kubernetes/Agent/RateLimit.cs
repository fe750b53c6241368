namespace PodIdentity.Lab.Kubernetes.Agent;

/// <summary>A token bucket: so many requests a second, and a burst.</summary>
internal sealed class RateLimit(double perSecond, double burst, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private double _left = double.PositiveInfinity;
    private long _last = clock.GetTimestamp();

    public bool TryTake()
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            _left = Math.Min(burst, _left + (clock.GetElapsedTime(_last, now).TotalSeconds * perSecond));
            _last = now;
            if (_left < 1) return false;
            _left--;
            return true;
        }
    }
}
