using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace PodIdentity.Lab.Aws.Signing;

/// <summary>An access key: a user's, or a session's with its token and end.</summary>
internal sealed record Credential(string AccessKeyId, string SecretAccessKey, string? SessionToken, DateTimeOffset Expiration, Caller Caller);

/// <summary>All access keys of the account.</summary>
/// <param name="clock">Decides when a session ends.</param>
/// <param name="isAlive">Whether the user or role behind a caller is still the same one.</param>
internal sealed class CredentialStore(LabClock clock, Func<Caller, bool> isAlive)
{
    private const string KeyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string SecretAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    // Ended sessions are remembered for a while, so that their use is answered as expired and not as unknown.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, Credential> _credentials = new(StringComparer.Ordinal);
    private int _issued;

    public Credential? Find(string accessKeyId) => _credentials.GetValueOrDefault(accessKeyId);

    public bool IsAlive(Caller caller) => isAlive(caller);

    public Credential AddUserKey(Caller user)
    {
        var credential = new Credential("AKIA" + RandomId(16), RandomSecret(40), null, DateTimeOffset.MaxValue, user);
        _credentials[credential.AccessKeyId] = credential;
        return credential;
    }

    public Credential AddSession(Caller caller, TimeSpan duration)
    {
        if (Interlocked.Increment(ref _issued) % 1024 == 0)
            Forget();

        // Whole seconds, as the wire shows it.
        var now = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        var credential = new Credential("ASIA" + RandomId(16), RandomSecret(40), "IQoJb3JpZ2luX2Vj" + RandomSecret(340), now + duration, caller);
        _credentials[credential.AccessKeyId] = credential;
        return credential;
    }

    public void ForgetSessions()
    {
        foreach (var (key, credential) in _credentials)
        {
            if (credential.SessionToken is not null)
                _credentials.TryRemove(key, out _);
        }
    }

    /// <summary>Letters and digits of unique ids such as <c>AROA…</c>.</summary>
    public static string RandomId(int length) => RandomNumberGenerator.GetString(KeyAlphabet, length);

    private static string RandomSecret(int length) => RandomNumberGenerator.GetString(SecretAlphabet, length);

    private void Forget()
    {
        var before = clock.GetUtcNow() - Remembered;
        foreach (var (key, credential) in _credentials)
        {
            if (credential.Expiration < before)
                _credentials.TryRemove(key, out _);
        }
    }
}
