using System.Text.RegularExpressions;
using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Policies;

/// <summary>Managed policies as users name them: by ARN, or by name.</summary>
internal static partial class ManagedPolicies
{
    // AWS keeps its managed policies under these paths.
    private static readonly string[] AwsPaths = ["", "service-role/", "job-function/", "aws-service-role/"];

    /// <summary>
    /// The ARN of a policy. A name is looked for among AWS's managed policies first, then in the account. Throws <c>PodIdentity.PolicyNotFound</c>.
    /// </summary>
    public static async Task<string> ResolveAsync(AwsSession aws, string nameOrArn, CancellationToken cancellationToken)
    {
        if (ArnPattern().IsMatch(nameOrArn))
        {
            return await ExistsAsync(aws, nameOrArn, cancellationToken).ConfigureAwait(false) ? nameOrArn : throw NotFound(nameOrArn);
        }

        if (!NamePattern().IsMatch(nameOrArn))
        {
            throw Errors.Invalid("ManagedPolicy", nameOrArn, "the name or ARN of a managed policy", "Use 1 to 128 letters, digits or characters of _+=,.@-, or the policy's ARN.");
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
        return await ExistsAsync(aws, own, cancellationToken).ConfigureAwait(false) ? own : throw NotFound(nameOrArn);
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

    private static PodIdentityException NotFound(string nameOrArn) => new(
        "PolicyNotFound",
        ErrorKind.ObjectNotFound,
        nameOrArn,
        $"There is no managed policy '{Errors.Shown(nameOrArn)}', neither among AWS's own nor in the account.",
        "Check -ManagedPolicy against `aws iam list-policies`; a policy of your own under a path needs its ARN.");

    [GeneratedRegex(@"\A[\w+=,.@-]{1,128}\z", RegexOptions.ECMAScript)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\Aarn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/[\x21-\x7e]{1,512}\z")]
    private static partial Regex ArnPattern();
}
