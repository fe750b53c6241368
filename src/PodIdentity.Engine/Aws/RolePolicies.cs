using Amazon.IdentityManagement.Model;

namespace PodIdentity.Engine.Aws;

/// <summary>What hangs on a role, all pages of it.</summary>
internal static class RolePolicies
{
    /// <summary>ARNs of the attached managed policies.</summary>
    public static async Task<List<string>> ListAttachedAsync(AwsSession aws, string roleName, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        var request = new ListAttachedRolePoliciesRequest { RoleName = roleName };
        ListAttachedRolePoliciesResponse page;
        do
        {
            page = await aws.Iam.ListAttachedRolePoliciesAsync(request, cancellationToken).ConfigureAwait(false);
            found.AddRange((page.AttachedPolicies ?? []).Select(p => p.PolicyArn));
            request.Marker = page.Marker;
        }
        while (page.IsTruncated == true);
        return found;
    }

    /// <summary>Names of the inline policies.</summary>
    public static async Task<List<string>> ListInlineAsync(AwsSession aws, string roleName, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        var request = new ListRolePoliciesRequest { RoleName = roleName };
        ListRolePoliciesResponse page;
        do
        {
            page = await aws.Iam.ListRolePoliciesAsync(request, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.PolicyNames ?? []);
            request.Marker = page.Marker;
        }
        while (page.IsTruncated == true);
        return found;
    }

    /// <summary>The inline policies: name, and document as JSON.</summary>
    public static async Task<Dictionary<string, string>> ReadInlineAsync(AwsSession aws, string roleName, CancellationToken cancellationToken)
    {
        var names = await ListInlineAsync(aws, roleName, cancellationToken).ConfigureAwait(false);
        var policies = await Task.WhenAll(names.Select(n => aws.Iam.GetRolePolicyAsync(new GetRolePolicyRequest { RoleName = roleName, PolicyName = n }, cancellationToken))).ConfigureAwait(false);
        // IAM sends documents percent-encoded.
        return names.Zip(policies).ToDictionary(pair => pair.First, pair => Uri.UnescapeDataString(pair.Second.PolicyDocument));
    }

    /// <summary>Names of the instance profiles that hold the role.</summary>
    public static async Task<List<string>> ListInstanceProfilesAsync(AwsSession aws, string roleName, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        var request = new ListInstanceProfilesForRoleRequest { RoleName = roleName };
        ListInstanceProfilesForRoleResponse page;
        do
        {
            page = await aws.Iam.ListInstanceProfilesForRoleAsync(request, cancellationToken).ConfigureAwait(false);
            found.AddRange((page.InstanceProfiles ?? []).Select(p => p.InstanceProfileName));
            request.Marker = page.Marker;
        }
        while (page.IsTruncated == true);
        return found;
    }
}
