using System.Collections.Concurrent;

namespace PodIdentity.Lab.Kubernetes.Agent;

/// <summary>An agent's cache by token. Credentials are fetched anew after three hours at most; a refusal that is final drops them at once.
/// So a running pod does not see a changed or deleted association until then.</summary>
internal sealed class CredentialCache(LabClock clock)
{
    private const int Capacity = 2000;

    private static readonly TimeSpan LongestRetention = TimeSpan.FromHours(3);
    private static readonly TimeSpan LeastLifeLeft = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<PodCredentials>>> _inFlight = new();

    public async Task<PodCredentials> GetAsync(string token, Func<Task<PodCredentials>> fetch)
    {
        var now = clock.GetUtcNow();
        var known = _entries.TryGetValue(token, out var entry) && entry.Credentials.Expiration - now > LeastLifeLeft ? entry : null;
        if (known is not null && now < known.RefreshAfter) return known.Credentials;
        try
        {
            // Requests for a token wait for the one in flight.
            var credentials = await _inFlight.GetOrAdd(token, _ => new Lazy<Task<PodCredentials>>(fetch)).Value;
            Remember(token, credentials, now);
            return credentials;
        }
        catch (AgentException refusal) when (known is not null && refusal.IsRecoverable)
        {
            _entries[token] = known with { RefreshAfter = now + RetryAfter };
            return known.Credentials;
        }
        catch (AgentException)
        {
            _entries.TryRemove(token, out _);
            throw;
        }
        finally
        {
            _inFlight.TryRemove(token, out _);
        }
    }

    private void Remember(string token, PodCredentials credentials, DateTimeOffset now)
    {
        if (_entries.Count >= Capacity && _entries.MinBy(entry => entry.Value.RefreshAfter) is { Key: { } oldest }) _entries.TryRemove(oldest, out _);
        var life = credentials.Expiration - now;
        _entries[token] = new Entry(credentials, now + (life < LongestRetention ? life : LongestRetention));
    }

    private sealed record Entry(PodCredentials Credentials, DateTimeOffset RefreshAfter);
}
