using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PodIdentity.Lab.Aws.Signing;

/// <summary>Decides who signed a request. Knows nothing of HTTP servers, so a presigned token is checked in the same way.</summary>
internal sealed class SignatureVerifier(CredentialStore credentials, LabClock clock, string region)
{
    public static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(15);

    /// <summary>Throws <see cref="SignatureException"/> when the signature is not good.</summary>
    public Caller Verify(SignedMessage message, RequestSignature signature)
    {
        var time = CheckTime(signature);
        CheckScope(signature, time);
        var credential = credentials.Find(signature.AccessKeyId) ?? throw new SignatureException(SignatureFault.UnknownKey);
        if (credential.SessionToken is null ? signature.SessionToken is not null : !Same(credential.SessionToken, signature.SessionToken ?? ""))
            throw new SignatureException(credential.SessionToken is not null && signature.SessionToken is null ? SignatureFault.UnknownKey : SignatureFault.TokenInvalid);

        if (!signature.SignedHeaders.Contains("host"))
            throw new SignatureException(SignatureFault.Mismatch, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        var expected = Sign(CanonicalRequest.Write(message, signature), signature, credential.SecretAccessKey);
        if (!Same(expected, signature.Signature))
            throw new SignatureException(SignatureFault.Mismatch);
        if (credential.Expiration <= clock.GetUtcNow())
            throw new SignatureException(SignatureFault.TokenExpired);
        if (!credentials.IsAlive(credential.Caller))
            throw new SignatureException(SignatureFault.TokenInvalid);
        return credential.Caller;
    }

    public static string Sign(string canonicalRequest, RequestSignature signature, string secret)
    {
        var stringToSign = $"{RequestSignature.Algorithm}\n{signature.Timestamp}\n{signature.Scope}\n{CanonicalRequest.Hash(Encoding.UTF8.GetBytes(canonicalRequest))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in (ReadOnlySpan<string>)[signature.Date, signature.Region, signature.Service, signature.Terminator, stringToSign])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Convert.ToHexStringLower(key);
    }

    public static bool TryReadTime(string timestamp, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(timestamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <returns>The time by the signer's clock, which the scope must agree with.</returns>
    private DateTimeOffset CheckTime(RequestSignature signature)
    {
        if (!TryReadTime(signature.Timestamp, out var signed))
            throw new SignatureException(SignatureFault.Incomplete, $"Date must be in ISO-8601 'basic format'. Got '{signature.Timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601");
        var now = clock.GetUtcNow();
        var time = clock.FromClientTime(signed);
        if (time > now + AllowedSkew)
            throw new SignatureException(SignatureFault.TooEarly, $"Signature not yet current: {signature.Timestamp} is still later than {Basic(now + AllowedSkew)} ({Basic(now)} + 15 min.)");

        // STS leaves X-Amz-Expires aside: an EKS token signed for 60 seconds is good for 15 minutes.
        if (signature is { IsPresigned: true, Service: "s3" })
        {
            if (time + (signature.ValidFor ?? TimeSpan.Zero) < now)
                throw new SignatureException(SignatureFault.PresignExpired);
        }
        else if (time < now - AllowedSkew)
        {
            throw new SignatureException(SignatureFault.TooOld, $"Signature expired: {signature.Timestamp} is now earlier than {Basic(now - AllowedSkew)} ({Basic(now)} - 15 min.)");
        }

        return signed;
    }

    private void CheckScope(RequestSignature signature, DateTimeOffset time)
    {
        var date = time.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        if (signature.Terminator != "aws4_request")
            throw new SignatureException(SignatureFault.WrongScope, $"Credential should be scoped with a valid terminator: 'aws4_request', not '{signature.Terminator}'.");
        if (signature.Date != date)
            throw new SignatureException(SignatureFault.WrongScope, $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{signature.Date}' != '{date}', from '{signature.Timestamp}'.");
        if (signature.Region == region || (signature is { Service: "iam" or "sts", Region: "us-east-1" }))
            return;
        throw new SignatureException(SignatureFault.WrongScope, signature.Service == "s3"
            ? $"the region '{signature.Region}' is wrong; expecting '{region}'"
            : "Credential should be scoped to a valid region. ");
    }

    private static string Basic(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static bool Same(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));
}
