namespace PodIdentity.Lab.Aws;

/// <summary>Who signed a request.</summary>
internal sealed record Caller
{
    /// <summary>Of the operations that need no signature.</summary>
    public static Caller Anonymous { get; } = new() { Arn = "anonymous", UserId = "anonymous", AccountId = "anonymous" };

    /// <summary><c>arn:aws:iam::A:user/U</c> or <c>arn:aws:sts::A:assumed-role/R/S</c> (without the role's path).</summary>
    public required string Arn { get; init; }

    /// <summary><c>AIDA…</c>, or <c>AROA…:session</c>.</summary>
    public required string UserId { get; init; }

    public required string AccountId { get; init; }

    /// <summary>Of the assumed role, with its path; null for a user.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Id of the assumed role when the session began: a role made again under the same name is another one.</summary>
    public string? RoleId { get; init; }

    public string? SessionPolicy { get; init; }

    /// <summary>Seen by policies as <c>aws:PrincipalTag/…</c>, before the role's own tags.</summary>
    public IReadOnlyDictionary<string, string> SessionTags { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> TransitiveTagKeys { get; init; } = [];
}

/// <summary>What a session is made with.</summary>
internal sealed record SessionRequest
{
    public required string SessionName { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> TransitiveTagKeys { get; init; } = [];

    public string? SessionPolicy { get; init; }

    public string? ExternalId { get; init; }
}

/// <summary>Temporary credentials and whom they make.</summary>
internal sealed record Session(string AccessKeyId, string SecretAccessKey, string SessionToken, DateTimeOffset Expiration, string AssumedRoleArn, string AssumedRoleId);
