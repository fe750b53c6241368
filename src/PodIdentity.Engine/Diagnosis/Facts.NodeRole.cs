using Amazon.EKS.Model;
using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Operations;
using ResourceNotFoundException = Amazon.EKS.Model.ResourceNotFoundException;

namespace PodIdentity.Engine.Diagnosis;

internal sealed partial class Facts
{
    /// <summary>ARN of the role of a node group's nodes; null when there is no such group.</summary>
    public Task<Reading<string?>> NodegroupRoleAsync(string nodegroup) => OnceAsync(
        "eks:DescribeNodegroup",
        async () =>
        {
            try
            {
                var response = await aws.Eks.DescribeNodegroupAsync(new DescribeNodegroupRequest { ClusterName = cluster.Name, NodegroupName = nodegroup }, cancellationToken).ConfigureAwait(false);
                return response.Nodegroup.NodeRole;
            }
            catch (ResourceNotFoundException)
            {
                return null;
            }
        },
        $"NodegroupRole {nodegroup}");

    /// <summary>IAM's own decision on whether a role may ask EKS Auth for the credentials of this cluster's pods; null when the role does not exist.</summary>
    public Task<Reading<EvaluationResult?>> NodeRoleSimulationAsync(string roleArn) => OnceAsync(
        "iam:SimulatePrincipalPolicy",
        async () =>
        {
            try
            {
                var response = await aws.Iam.SimulatePrincipalPolicyAsync(
                    new SimulatePrincipalPolicyRequest { PolicySourceArn = roleArn, ActionNames = ["eks-auth:AssumeRoleForPodIdentity"], ResourceArns = [cluster.Arn] }, cancellationToken).ConfigureAwait(false);
                return response.EvaluationResults.FirstOrDefault();
            }
            catch (NoSuchEntityException)
            {
                return null;
            }
        },
        $"NodeRoleSimulation {roleArn}");

    /// <summary>A node role's boundary, and the policies it has, by name; null when the role does not exist.</summary>
    public Task<Reading<NodeRolePolicies?>> NodeRolePoliciesAsync(string roleArn) => OnceAsync(
        "iam:GetRole, iam:ListAttachedRolePolicies, iam:ListRolePolicies, iam:GetRolePolicy, iam:GetPolicy and iam:GetPolicyVersion",
        async () =>
        {
            var name = RoleReference.NameOf(roleArn);
            if (await NewRole.FindAsync(aws, name, cancellationToken).ConfigureAwait(false) is not { } role)
            {
                return null;
            }

            var (attached, inline) = (RolePolicies.ListAttachedAsync(aws, name, cancellationToken), RolePolicies.ReadInlineAsync(aws, name, cancellationToken));
            var policies = new Dictionary<string, string>(await inline.ConfigureAwait(false));
            foreach (var arn in await attached.ConfigureAwait(false))
            {
                policies[arn] = await ReadPolicyAsync(arn).ConfigureAwait(false);
            }

            var boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
            return new NodeRolePolicies(policies, boundary, boundary is null ? null : await ReadPolicyAsync(boundary).ConfigureAwait(false));
        },
        $"NodeRolePolicies {roleArn}");

    private async Task<string> ReadPolicyAsync(string arn)
    {
        var policy = await aws.Iam.GetPolicyAsync(new GetPolicyRequest { PolicyArn = arn }, cancellationToken).ConfigureAwait(false);
        var version = await aws.Iam.GetPolicyVersionAsync(new GetPolicyVersionRequest { PolicyArn = arn, VersionId = policy.Policy.DefaultVersionId }, cancellationToken).ConfigureAwait(false);
        return Uri.UnescapeDataString(version.PolicyVersion.Document);
    }
}

/// <summary>What a node role may, in documents.</summary>
/// <param name="Policies">Document by name or ARN.</param>
/// <param name="Boundary">ARN of the permissions boundary, or null.</param>
/// <param name="BoundaryDocument">Its document.</param>
internal sealed record NodeRolePolicies(IReadOnlyDictionary<string, string> Policies, string? Boundary, string? BoundaryDocument);
