using System.Text.RegularExpressions;
using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Policies;

/// <summary>Managed policies as users name them: by ARN, or by name.</summary>
internal static partial class ManagedPolicies
{
    // AWS keeps its managed policies under these paths.
    private static readonly string[] AwsPaths = ["", "service-role/", "job-function/", "aws-service-role/"];

    /// <summary>Refuses what is neither a name nor an ARN, before the first request.</summary>
    public static void Require(string nameOrArn, string parameter = "ManagedPolicy")
    {
        if (!ArnPattern().IsMatch(nameOrArn) && !NamePattern().IsMatch(nameOrArn))
        {
            throw Errors.Invalid(parameter, nameOrArn, "the name or ARN of a managed policy", "Use 1 to 128 letters, digits or characters of _+=,.@-, or the policy's ARN.");
        }
    }

    /// <summary>
    /// The ARN of a policy. A name is looked for among AWS's managed policies first, then in the account. Throws <c>PodIdentity.PolicyNotFound</c>.
    /// </summary>
    public static async Task<string> ResolveAsync(AwsSession aws, string nameOrArn, CancellationToken cancellationToken, string parameter = "ManagedPolicy")
    {
        Require(nameOrArn, parameter);
        if (ArnPattern().IsMatch(nameOrArn))
        {
            RequirePartition(aws, nameOrArn, parameter);
            return await ExistsAsync(aws, nameOrArn, cancellationToken).ConfigureAwait(false) ? nameOrArn : throw NotFound(nameOrArn, parameter);
        }

        foreach (var path in AwsPaths)
        {
            var arn = $"arn:{aws.Partition}:iam::aws:policy/{path}{nameOrArn}";
            if (await ExistsAsync(aws, arn, cancellationToken).ConfigureAwait(false))
            {
                return arn;
            }
        }

        var account = await aws.GetAccountIdAsync(cancellationToken).ConfigureAwait(false);
        var own = $"arn:{aws.Partition}:iam::{account}:policy/{nameOrArn}";
        return await ExistsAsync(aws, own, cancellationToken).ConfigureAwait(false) ? own : throw NotFound(nameOrArn, parameter);
    }

    // IAM of one partition knows nothing of the others, and would say that there is no such policy.
    private static void RequirePartition(AwsSession aws, string arn, string parameter)
    {
        var partition = arn.Split(':')[1];
        if (partition != aws.Partition)
        {
            throw Errors.Invalid(parameter, arn, $"a policy of partition {aws.Partition}, which region {aws.Region} is in", $"Give the policy by name, which finds it in every partition, as arn:{aws.Partition}:…, or give a -Region of partition {partition}.");
        }
    }

    private static async Task<bool> ExistsAsync(AwsSession aws, string arn, CancellationToken cancellationToken)
    {
        try
        {
            await aws.Iam.GetPolicyAsync(new GetPolicyRequest { PolicyArn = arn }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (NoSuchEntityException)
        {
            return false;
        }
    }

    private static PodIdentityException NotFound(string nameOrArn, string parameter) => new(
        "PolicyNotFound",
        ErrorKind.ObjectNotFound,
        nameOrArn,
        $"There is no managed policy '{Errors.Shown(nameOrArn)}', neither among AWS's own nor in the account.",
        $"Check -{parameter} against `aws iam list-policies`; a policy of your own under a path needs its ARN.");

    [GeneratedRegex(@"\A[\w+=,.@-]{1,128}\z", RegexOptions.ECMAScript)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\Aarn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/[\x21-\x7e]{1,512}\z")]
    private static partial Regex ArnPattern();
}
