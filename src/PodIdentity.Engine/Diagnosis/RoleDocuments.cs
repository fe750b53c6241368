using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Policies;

namespace PodIdentity.Engine.Diagnosis;

/// <summary>The policies that decide what a role may do.</summary>
/// <param name="Identity">Attached and inline policies: name and document.</param>
/// <param name="Boundary">The permissions boundary: ARN and document; null without one.</param>
internal sealed record RoleDocuments(IReadOnlyList<NamedPolicy> Identity, NamedPolicy? Boundary)
{
    public static async Task<RoleDocuments> ReadAsync(AwsSession aws, Amazon.IdentityManagement.Model.Role role, CancellationToken cancellationToken)
    {
        var inline = RolePolicies.ReadInlineAsync(aws, role.RoleName, cancellationToken);
        var boundary = role.PermissionsBoundary?.PermissionsBoundaryArn is { } arn ? ReadAsync(aws, arn, cancellationToken) : Task.FromResult<NamedPolicy>(null!);
        var attached = await RolePolicies.ListAttachedAsync(aws, role.RoleName, cancellationToken).ConfigureAwait(false);
        var managed = await Task.WhenAll(attached.Select(policy => ReadAsync(aws, policy, cancellationToken))).ConfigureAwait(false);
        return new RoleDocuments([.. managed, .. (await inline.ConfigureAwait(false)).Select(p => new NamedPolicy($"inline policy {p.Key}", p.Value))], await boundary.ConfigureAwait(false));
    }

    private static async Task<NamedPolicy> ReadAsync(AwsSession aws, string arn, CancellationToken cancellationToken)
    {
        var policy = await aws.Iam.GetPolicyAsync(new GetPolicyRequest { PolicyArn = arn }, cancellationToken).ConfigureAwait(false);
        var version = await aws.Iam.GetPolicyVersionAsync(new GetPolicyVersionRequest { PolicyArn = arn, VersionId = policy.Policy.DefaultVersionId }, cancellationToken).ConfigureAwait(false);
        return new NamedPolicy(arn, Uri.UnescapeDataString(version.PolicyVersion.Document));
    }
}
