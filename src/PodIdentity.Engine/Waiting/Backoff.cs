namespace PodIdentity.Engine.Waiting;

/// <summary>The pauses of a poll: short at first, because most changes are quick, then longer, to spare the service.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private const double Growth = 1.5;

    private TimeSpan _next = first;

    /// <summary>For EKS and IAM: 200 ms, growing to 5 s.</summary>
    public static Backoff ForAws() => new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));

    /// <summary>For the cluster's own API: 100 ms, growing to 2 s.</summary>
    public static Backoff ForKubernetes() => new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));

    /// <summary>Waits the next pause.</summary>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_next, cancellationToken).ConfigureAwait(false);
        _next = TimeSpan.FromTicks(Math.Min((long)(_next.Ticks * Growth), longest.Ticks));
    }
}
