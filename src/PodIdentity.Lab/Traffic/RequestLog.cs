namespace PodIdentity.Lab.Traffic;

/// <summary>One request that the lab received.</summary>
internal sealed class LoggedRequest
{
    public required long Sequence { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Service { get; init; }

    public required string Operation { get; init; }

    public string? Caller { get; init; }

    /// <summary>A Kubernetes dry run, which changes nothing whatever its operation.</summary>
    public bool IsDryRun { get; set; }

    /// <summary>0 while the request is under way, and when its connection was dropped.</summary>
    public int Status { get; set; }

    public double DurationMilliseconds { get; set; }
}

/// <summary>The last requests, oldest first; what does not fit any more is forgotten.</summary>
internal sealed class RequestLog(int capacity = RequestLog.DefaultCapacity)
{
    public const int DefaultCapacity = 100_000;

    private readonly Queue<LoggedRequest> _requests = new();
    private readonly Lock _lock = new();
    private long _sequence;

    public LoggedRequest Add(DateTimeOffset time, string service, string operation, string? caller)
    {
        lock (_lock)
        {
            var request = new LoggedRequest { Sequence = ++_sequence, Time = time, Service = service, Operation = operation, Caller = caller };
            if (_requests.Count == capacity)
                _requests.Dequeue();
            _requests.Enqueue(request);
            return request;
        }
    }

    public IReadOnlyList<LoggedRequest> ToList()
    {
        lock (_lock)
            return [.. _requests];
    }

    /// <summary>Sequence numbers go on: a client that asked for what came after one misses nothing.</summary>
    public void Clear()
    {
        lock (_lock)
            _requests.Clear();
    }
}
