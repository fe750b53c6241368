namespace PodIdentity.Lab.Aws.Eks.Protocol;

/// <summary>
/// Answers already given, by client request token: a repeat gets the same answer and changes nothing. What they remember goes with the
/// resource that they made or changed.
/// </summary>
internal sealed class RequestTokens
{
    private readonly Dictionary<string, Answer> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _tokensOf = new(StringComparer.Ordinal);

    /// <summary>The answer to an earlier call with the same token, null for a new one.</summary>
    public string? Find(EksCall call)
    {
        if (call.Text("clientRequestToken") is not { } token || !_answers.TryGetValue(Key(call, token), out var answer))
            return null;
        return string.Equals(answer.Fingerprint, call.Fingerprint, StringComparison.Ordinal)
            ? answer.Body
            : throw EksError.InvalidParameter("The client request token was already used in a request with different parameters.");
    }

    public void Remember(EksCall call, string resourceArn, string body)
    {
        if (call.Text("clientRequestToken") is not { } token)
            return;
        var key = Key(call, token);
        _answers[key] = new Answer(call.Fingerprint, body);
        if (!_tokensOf.TryGetValue(resourceArn, out var keys))
            _tokensOf[resourceArn] = keys = [];
        keys.Add(key);
    }

    public void Forget(string resourceArn)
    {
        if (!_tokensOf.Remove(resourceArn, out var keys))
            return;
        foreach (var key in keys)
            _answers.Remove(key);
    }

    private static string Key(EksCall call, string token) => $"{call.Caller.AccountId}\n{call.Operation}\n{token}";

    private sealed record Answer(string Fingerprint, string Body);
}
