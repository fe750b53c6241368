using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Pods;

/// <summary>Issues and verifies the signed tokens of service accounts, bound to the pods that they are projected into.</summary>
internal sealed class ServiceAccountTokens : IDisposable
{
    private readonly IObjectStore _store;
    private readonly LabClock _clock;
    private readonly ConcurrentDictionary<(string PodUid, string Audience, long Lifetime), IssuedToken> _issued = new();

    // Making a key takes a while: it is begun at once and waited for when the first token is asked for.
    private readonly Task<RSA> _key = Task.Run(() => RSA.Create(2048));

    public ServiceAccountTokens(IObjectStore store, LabClock clock, string region)
    {
        _store = store;
        _clock = clock;
        Issuer = $"https://oidc.eks.{region}.amazonaws.com/id/{Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}";
        KeyId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
    }

    /// <summary>The cluster's OIDC issuer.</summary>
    public string Issuer { get; }

    public string KeyId { get; }

    /// <summary>The token as it stands in the pod's file now; renewed when 80 % of its life are over, as the kubelet does.</summary>
    public string Project(JsonObject pod, string audience, long lifetimeSeconds)
    {
        var now = _clock.GetUtcNow();
        return _issued.AddOrUpdate(
            (pod.Uid(), audience, lifetimeSeconds),
            _ => Issue(pod, audience, lifetimeSeconds, now),
            (_, token) => now < token.RenewAfter ? token : Issue(pod, audience, lifetimeSeconds, now)).Text;
    }

    public void Forget(string podUid)
    {
        foreach (var key in _issued.Keys.Where(key => key.PodUid == podUid)) _issued.TryRemove(key, out _);
    }

    /// <summary>The claims of a token that this cluster signed for a pod and a service account which still exist.</summary>
    public ServiceAccountToken? Verify(string token)
    {
        try
        {
            var parts = token.Split('.');
            if (parts.Length != 3) return null;
            var header = Parse(parts[0]);
            if (header.Text("alg") != "RS256" || header.Text("kid") != KeyId) return null;
            var signed = Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]);
            var signature = Base64Url.DecodeFromChars(parts[2]);
            if (!_key.Result.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) return null;
            return Claims(Parse(parts[1]));
        }
        // A text with half a surrogate pair is JSON, but no string; and a member may be there twice.
        catch (Exception malformed) when (malformed is FormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    public void Dispose() => _key.Result.Dispose();

    private static JsonNode? Parse(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part));

    private ServiceAccountToken? Claims(JsonNode? claims)
    {
        var bound = claims.At("kubernetes.io");
        var @namespace = bound.Text("namespace");
        var podName = bound.Text("pod", "name");
        var account = bound.Text("serviceaccount", "name");
        if (claims.Text("iss") != Issuer || @namespace is null || podName is null || account is null) return null;
        if (_store.Get("pods", @namespace, podName) is not { } pod || pod.Uid() != bound.Text("pod", "uid")) return null;
        if (_store.Get("serviceaccounts", @namespace, account) is not { } known || known.Uid() != bound.Text("serviceaccount", "uid")) return null;

        return new ServiceAccountToken(
            @namespace,
            account,
            podName,
            pod.Uid(),
            bound.Text("node", "name") ?? pod.Text("spec", "nodeName") ?? "",
            [.. (claims.At("aud") as JsonArray)?.Select(audience => audience.Text() ?? "") ?? []],
            DateTimeOffset.FromUnixTimeSeconds(claims.Number("nbf") ?? 0),
            DateTimeOffset.FromUnixTimeSeconds(claims.Number("exp") ?? 0));
    }

    private IssuedToken Issue(JsonObject pod, string audience, long lifetimeSeconds, DateTimeOffset now)
    {
        var @namespace = pod.Namespace() ?? "default";
        var account = pod.Text("spec", "serviceAccountName") ?? "default";
        var node = pod.Text("spec", "nodeName") ?? "";
        var issuedAt = now.ToUnixTimeSeconds();
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId };
        var claims = new JsonObject
        {
            ["aud"] = new JsonArray(audience),
            ["exp"] = issuedAt + lifetimeSeconds,
            ["iat"] = issuedAt,
            ["iss"] = Issuer,
            ["jti"] = Guid.NewGuid().ToString(),
            ["kubernetes.io"] = new JsonObject
            {
                ["namespace"] = @namespace,
                ["node"] = Reference(node, _store.Get("nodes", null, node)?.Uid()),
                ["pod"] = Reference(pod.Name(), pod.Uid()),
                ["serviceaccount"] = Reference(account, _store.Get("serviceaccounts", @namespace, account)?.Uid()),
            },
            ["nbf"] = issuedAt,
            ["sub"] = string.Create(CultureInfo.InvariantCulture, $"system:serviceaccount:{@namespace}:{account}"),
        };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var signature = _key.Result.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return new IssuedToken($"{signed}.{Base64Url.EncodeToString(signature)}", now.AddSeconds(lifetimeSeconds * 0.8));
    }

    private static JsonObject Reference(string name, string? uid) => new() { ["name"] = name, ["uid"] = uid ?? "" };

    private static string Encode(JsonObject value) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(value.ToJsonString()));

    private sealed record IssuedToken(string Text, DateTimeOffset RenewAfter);
}
