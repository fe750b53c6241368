using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Policies;

/// <summary>The quotas of a role that an account can have raised: the account is only asked where the default is not enough.</summary>
internal static class RoleQuotas
{
    private sealed record Quota(string Name, string What, int Default, int Highest, string Way);

    private static readonly Quota Policies = new(
        "AttachedPoliciesPerRoleQuota", "managed policies", 10, 25, "Detach policies that are no longer needed, merge some into one or into -InlinePolicy, or ask Service Quotas for a higher quota (L-0DA4ABF3).");

    private static readonly Quota Trust = new(
        "AssumeRolePolicySizeQuota", "characters of trust policy (white space not counted)", 2048, 4096, "Name fewer accounts, clusters and service accounts, make several roles, or ask Service Quotas for a higher quota (L-C07B4B0D).");

    /// <summary>Refuses more managed policies than a role can have.</summary>
    public static Task RequirePoliciesAsync(AwsSession aws, IOperationHost host, string roleName, int count, CancellationToken cancellationToken) =>
        RequireAsync(aws, host, roleName, Policies, count, cancellationToken);

    /// <summary>Refuses a trust policy that is longer than a role can have.</summary>
    public static Task RequireTrustAsync(AwsSession aws, IOperationHost host, string roleName, string document, CancellationToken cancellationToken) =>
        RequireAsync(aws, host, roleName, Trust, PolicySize.Of(document), cancellationToken);

    private static async Task RequireAsync(AwsSession aws, IOperationHost host, string roleName, Quota quota, int wanted, CancellationToken cancellationToken)
    {
        if (wanted <= quota.Default)
        {
            return;
        }

        var allowed = wanted > quota.Highest ? quota.Highest : await ReadAsync(aws, quota.Name, cancellationToken).ConfigureAwait(false);
        if (allowed is null)
        {
            host.WriteWarning($"Role '{roleName}' would have {wanted:N0} {quota.What}; the default quota is {quota.Default:N0}, and this account's own could not be read (iam:GetAccountSummary). It is tried.");
        }
        else if (wanted > allowed)
        {
            throw new PodIdentityException(
                "QuotaExceeded", ErrorKind.QuotaExceeded, roleName, $"Role '{roleName}' would have {wanted:N0} {quota.What}, counting those that it has; {allowed:N0} is the most.", quota.Way);
        }
    }

    /// <summary>The account's quota; null where it may not be read or IAM does not tell.</summary>
    private static async Task<int?> ReadAsync(AwsSession aws, string name, CancellationToken cancellationToken)
    {
        try
        {
            var summary = await aws.Iam.GetAccountSummaryAsync(new GetAccountSummaryRequest(), cancellationToken).ConfigureAwait(false);
            return summary.SummaryMap?.TryGetValue(name, out var quota) == true ? quota : null;
        }
        catch (AmazonServiceException e) when ((int)e.StatusCode < 500)
        {
            return null;
        }
    }
}
