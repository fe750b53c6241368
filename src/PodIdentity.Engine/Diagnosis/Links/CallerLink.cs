using System.Net;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>
/// Who runs the diagnosis, and whether the cluster knows them. That they may not look breaks nothing for pods, so it is never a failure; what could not
/// be read for it, each link says itself.
/// </summary>
internal sealed class CallerLink : ILink
{
    public string Name => "Caller";

    public IReadOnlyList<string> Needs => [];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var caller = await facts.CallerAsync().ConfigureAwait(false);
        // A cluster without an API server knows nobody; its own link says so.
        var answer = facts.Cluster.HasApiServer() ? await facts.NamespaceAsync().ConfigureAwait(false) : Reading.Known<NamespaceAnswer?>(null);
        var arn = caller.IsKnown ? caller.Value.Arn : null;
        var findings = new List<Finding>();
        if (!caller.IsKnown)
        {
            findings.Add(Finding.Unread(caller.Unread!));
        }
        else if (facts.Cluster.Arn?.Split(':') is [_, _, _, _, var account, ..] && account != caller.Value.Account)
        {
            findings.Add(Finding.Suspicious(Causes.CallerInOtherAccount, $"{arn} is of account {caller.Value.Account}, the cluster of {account}: roles are looked for in the wrong account.", arn));
        }

        if (!answer.IsKnown)
        {
            findings.Add(Finding.Unread(answer.Unread!, arn));
        }
        else if (answer.Value?.Status == HttpStatusCode.Unauthorized)
        {
            findings.Add(Finding.Suspicious(
                Causes.CallerUnknownToCluster, $"The cluster answers {arn ?? "this identity"} with 401: {answer.Value!.Message}", arn, ("PrincipalArn", PrincipalOf(arn))));
        }
        else if (answer.Value?.Status == HttpStatusCode.Forbidden)
        {
            findings.Add(Finding.Suspicious(Causes.CallerMayNotLook, $"The cluster answers with 403: {answer.Value!.Message}", arn, ("PrincipalArn", PrincipalOf(arn))));
        }

        return findings.Count > 0 ? findings : [Finding.Passed(answer.Value is null ? $"{arn} asks." : $"{arn} asks, and the cluster knows this identity.", arn)];
    }

    // Access entries are of roles, not of their sessions: arn:aws:sts::1:assumed-role/Name/session. A role's path is not in there.
    private static string PrincipalOf(string? arn) => arn?.Split(':', '/') switch
    {
        ["arn", var partition, "sts", "", var account, "assumed-role", var role, ..] => $"arn:{partition}:iam::{account}:role/{role}",
        null => "<your ARN>",
        _ => arn,
    };
}
