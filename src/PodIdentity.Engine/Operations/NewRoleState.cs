using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Operations;

/// <summary>An existing role and all that hangs on it.</summary>
internal sealed record NewRoleState
{
    public required Amazon.IdentityManagement.Model.Role Role { get; init; }

    public required IReadOnlyList<string> ManagedPolicy { get; init; }

    public required IReadOnlyDictionary<string, string> InlinePolicy { get; init; }

    public required string TrustPolicy { get; init; }

    public required string? PermissionsBoundary { get; init; }

    public required string? Description { get; init; }

    public required int? MaxSessionDuration { get; init; }

    public required IReadOnlyDictionary<string, string> Tag { get; init; }

    public static async Task<NewRoleState> ReadAsync(AwsSession aws, Amazon.IdentityManagement.Model.Role role, CancellationToken cancellationToken)
    {
        var attached = RolePolicies.ListAttachedAsync(aws, role.RoleName, cancellationToken);
        var inline = RolePolicies.ReadInlineAsync(aws, role.RoleName, cancellationToken);
        await Task.WhenAll(attached, inline).ConfigureAwait(false);
        return new NewRoleState
        {
            Role = role,
            ManagedPolicy = await attached.ConfigureAwait(false),
            InlinePolicy = await inline.ConfigureAwait(false),
            TrustPolicy = NewRole.TrustPolicyOf(role),
            PermissionsBoundary = role.PermissionsBoundary?.PermissionsBoundaryArn,
            Description = role.Description,
            MaxSessionDuration = role.MaxSessionDuration,
            Tag = NewRole.TagsOf(role),
        };
    }

    public Role ToResult(Change change) => new()
    {
        RoleName = Role.RoleName,
        RoleArn = Role.Arn,
        ManagedPolicy = ManagedPolicy,
        InlinePolicy = InlinePolicy,
        PermissionsBoundary = PermissionsBoundary,
        Path = Role.Path,
        MaxSessionDuration = MaxSessionDuration,
        TrustPolicy = TrustPolicy,
        Description = Description,
        Tag = Tag,
        CreatedAt = Role.CreateDate,
        Change = change,
    };
}
