using PodIdentity.Lab.Aws.Eks.Protocol;
using PodIdentity.Lab.Aws.Iam;

namespace PodIdentity.Lab.Aws.Eks.Associations;

/// <summary>What EKS wants of a role before it associates it.</summary>
internal sealed class AssociationRoles(IIam iam, EksPermissions permissions)
{
    private static readonly string[] TrustedActions = ["sts:AssumeRole", "sts:TagSession"];

    /// <summary>The role: one of the cluster's account that the caller may pass, that exists and that trusts EKS Pod Identity.</summary>
    public RoleSnapshot Check(EksCall call, EksCluster cluster, string roleArn)
    {
        if (!IsRoleArn(roleArn, out var account))
            throw EksError.InvalidParameter("The parameter roleArn is not a valid IAM role ARN.", cluster.Name);
        if (account != cluster.AccountId)
            throw EksError.InvalidParameter("Cross-account pass role is not allowed.", cluster.Name);

        permissions.DemandPassRole(call, roleArn, PodIdentityService.Principal);
        var role = iam.FindRole(roleArn) ?? throw EksError.InvalidParameter("Role provided in the request does not exist.", cluster.Name);
        if (!iam.TrustNames(role, PodIdentityService.Principal, TrustedActions))
            throw EksError.InvalidParameter("Trust policy of the role provided is invalid", cluster.Name);
        return role;
    }

    /// <summary>A target role may be of another account, whose roles EKS cannot see: only its form is checked.</summary>
    /// <returns>Null when there is none; an update takes it away with an empty one.</returns>
    public static string? CheckTarget(EksCluster cluster, string? targetRoleArn)
    {
        if (string.IsNullOrEmpty(targetRoleArn))
            return null;
        return IsRoleArn(targetRoleArn, out _)
            ? targetRoleArn
            : throw EksError.InvalidParameter("The parameter targetRoleArn is not a valid IAM role ARN.", cluster.Name);
    }

    private static bool IsRoleArn(string arn, out string account)
    {
        var parts = arn.Split(':', 6);
        account = parts.Length == 6 ? parts[4] : "";
        return parts.Length == 6 && parts[0] == "arn" && parts[2] == "iam" && parts[3].Length == 0
            && account.Length == 12 && account.All(char.IsAsciiDigit)
            && parts[5].StartsWith("role/", StringComparison.Ordinal) && parts[5].Length > "role/".Length;
    }
}
