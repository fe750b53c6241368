namespace PodIdentity.Lab.Aws.Iam;

/// <summary>Values by name: IAM itself sees the newest, other services see a change only after the consistency delay.</summary>
internal sealed class EventuallyConsistent<T>(LabOptions options, LabClock clock)
    where T : class
{
    // IAM keeps the case of names and does not distinguish by it.
    private readonly Dictionary<string, List<Change>> _histories = new(StringComparer.OrdinalIgnoreCase);

    private readonly record struct Change(DateTimeOffset SeenFrom, T? Value);

    public IEnumerable<T> All => _histories.Values.Select(history => history[^1].Value).OfType<T>();

    public T? Newest(string name) => _histories.TryGetValue(name, out var history) ? history[^1].Value : null;

    /// <summary>What others see.</summary>
    public T? Seen(string name)
    {
        if (!_histories.TryGetValue(name, out var history))
            return null;
        var now = clock.GetUtcNow();
        for (var i = history.Count - 1; i >= 0; i--)
        {
            if (history[i].SeenFrom <= now)
                return history[i].Value;
        }

        return null;
    }

    public void Set(string name, T? value)
    {
        if (value is null && options.ConsistencyDelay == TimeSpan.Zero)
            _histories.Remove(name);
        else
            Set(name, value, clock.GetUtcNow() + options.ConsistencyDelay);
    }

    /// <summary>For what the world starts with: it was always there.</summary>
    public void Seed(string name, T value) => Set(name, value, DateTimeOffset.MinValue);

    public void Clear() => _histories.Clear();

    private void Set(string name, T? value, DateTimeOffset seenFrom)
    {
        if (!_histories.TryGetValue(name, out var history))
            _histories[name] = history = [];
        var now = clock.GetUtcNow();
        // Of what everyone sees by now only the last is needed.
        while (history.Count > 1 && history[1].SeenFrom <= now)
            history.RemoveAt(0);
        history.Add(new Change(seenFrom, value));
    }
}
