namespace PodIdentity.Lab.Aws.Signing;

/// <summary>Why a signature is refused; each protocol has its own code and text for it.</summary>
internal enum SignatureFault
{
    Missing,
    Incomplete,
    UnknownKey,
    Mismatch,
    WrongScope,
    TooOld,
    TooEarly,
    PresignExpired,
    BodyHashMissing,
    BodyHashMismatch,
    TokenExpired,
    TokenInvalid,
}

internal sealed class SignatureException(SignatureFault fault, string? detail = null) : Exception(detail)
{
    public SignatureFault Fault { get; } = fault;

    /// <summary>The part of the text that depends on the request.</summary>
    public string? Detail { get; } = detail;
}

/// <summary>The words of each protocol for a refused signature.</summary>
internal static class SignatureErrors
{
    private const string Mismatch = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

    /// <summary>IAM and STS.</summary>
    public static AwsException Query(SignatureException error) => error.Fault switch
    {
        SignatureFault.Missing => new(403, "MissingAuthenticationToken", "Request is missing Authentication Token"),
        SignatureFault.Incomplete => new(400, "IncompleteSignature", error.Message),
        SignatureFault.UnknownKey or SignatureFault.TokenInvalid => new(403, "InvalidClientTokenId", "The security token included in the request is invalid."),
        SignatureFault.TokenExpired => new(403, "ExpiredToken", "The security token included in the request is expired"),
        _ => new(403, "SignatureDoesNotMatch", error.Detail ?? Mismatch),
    };

    /// <summary>EKS and the other JSON services.</summary>
    public static AwsException Json(SignatureException error) => error.Fault switch
    {
        SignatureFault.Missing => new(403, "MissingAuthenticationTokenException", "Missing Authentication Token"),
        SignatureFault.Incomplete => new(403, "IncompleteSignatureException", error.Message),
        SignatureFault.UnknownKey or SignatureFault.TokenInvalid => new(403, "UnrecognizedClientException", "The security token included in the request is invalid."),
        SignatureFault.TokenExpired => new(403, "ExpiredTokenException", "The security token included in the request is expired"),
        _ => new(403, "InvalidSignatureException", error.Detail ?? Mismatch),
    };

    public static AwsException S3(SignatureException error) => error.Fault switch
    {
        SignatureFault.Missing => new(403, "AccessDenied", "Access Denied"),
        SignatureFault.Incomplete => new(400, "AuthorizationHeaderMalformed", "The authorization header that you provided is not valid."),
        SignatureFault.UnknownKey => new(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
        SignatureFault.TokenInvalid => new(400, "InvalidToken", "The provided token is malformed or otherwise invalid."),
        SignatureFault.TokenExpired => new(400, "ExpiredToken", "The provided token has expired."),
        SignatureFault.TooOld or SignatureFault.TooEarly => new(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
        SignatureFault.PresignExpired => new(403, "AccessDenied", "Request has expired"),
        SignatureFault.WrongScope => new(400, "AuthorizationHeaderMalformed", $"The authorization header is malformed; {error.Detail}"),
        SignatureFault.BodyHashMissing => new(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256"),
        SignatureFault.BodyHashMismatch => new(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed."),
        _ => new(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method."),
    };
}
