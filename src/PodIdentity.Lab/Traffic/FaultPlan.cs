namespace PodIdentity.Lab.Traffic;

/// <summary>What shall go wrong, and when.</summary>
internal sealed record FaultRule
{
    public int Id { get; init; }

    /// <summary>Signing name, or <c>kubernetes</c>, <c>agent</c>, <c>metadata</c>; null for all.</summary>
    public string? Service { get; init; }

    /// <summary>As in the request log; null for all.</summary>
    public string? Operation { get; init; }

    /// <summary>0 for a rule that only delays or drops.</summary>
    public int Status { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }

    /// <summary>The work is done, only its answer is lost.</summary>
    public bool AfterWork { get; init; }

    /// <summary>The connection is cut instead of answered.</summary>
    public bool Drop { get; init; }

    public int DelayMilliseconds { get; init; }

    /// <summary>How often the rule applies; null without end.</summary>
    public int? Count { get; init; }

    /// <summary>How many matching requests pass first.</summary>
    public int Skip { get; init; }

    /// <summary>Chance that the rule applies, 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    public bool Matches(string service, string operation) =>
        (Service is null || Service.Equals(service, StringComparison.OrdinalIgnoreCase))
        && (Operation is null || Operation.Equals(operation, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The rules in order. A delay goes on to the next rule; the first error or drop that is due ends the search.</summary>
internal sealed class FaultPlan
{
    private readonly List<Armed> _rules = [];
    private readonly Lock _lock = new();
    private int _lastId;

    public FaultRule Add(FaultRule rule)
    {
        lock (_lock)
        {
            var armed = new Armed(rule with { Id = ++_lastId });
            _rules.Add(armed);
            return armed.Rule;
        }
    }

    public IReadOnlyList<(FaultRule Rule, int Applied)> ToList()
    {
        lock (_lock)
            return [.. _rules.Select(armed => (armed.Rule, armed.Applied))];
    }

    public void Clear()
    {
        lock (_lock)
            _rules.Clear();
    }

    /// <summary>The delays that are due, and the error or drop behind them.</summary>
    public (TimeSpan Delay, FaultRule? Rule) Next(string service, string operation)
    {
        var delay = TimeSpan.Zero;
        lock (_lock)
        {
            foreach (var armed in _rules)
            {
                if (!armed.Rule.Matches(service, operation) || !armed.IsDue())
                    continue;
                delay += TimeSpan.FromMilliseconds(armed.Rule.DelayMilliseconds);
                if (armed.Rule.Drop || armed.Rule.Status != 0)
                    return (delay, armed.Rule);
            }
        }

        return (delay, null);
    }

    private sealed class Armed(FaultRule rule)
    {
        private int _seen;

        public FaultRule Rule { get; } = rule;

        public int Applied { get; private set; }

        public bool IsDue()
        {
            if (++_seen <= Rule.Skip || Applied >= Rule.Count)
                return false;
            if (Rule.Probability < 1 && Random.Shared.NextDouble() >= Rule.Probability)
                return false;
            Applied++;
            return true;
        }
    }
}
