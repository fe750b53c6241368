using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace PodIdentity.Engine.Diagnosis;

/// <summary>Examines all links at once and reports them in the order of the chain. The first that failed is the root cause.</summary>
internal sealed partial class ChainExamination(IReadOnlyList<ILink> links, Facts facts)
{
    // A link that failed, or that was skipped because of one: by name, with the name of the one that broke first.
    private readonly Dictionary<string, string> _broken = new(StringComparer.Ordinal);
    private bool _hasRootCause;

    /// <summary>The checks, as they are known.</summary>
    public async IAsyncEnumerable<Check> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var examinations = links.Select(link => (Link: link, Findings: link.Writes ? null : link.ExamineAsync(facts, cancellationToken))).ToList();
        foreach (var (link, findings) in examinations)
        {
            var found = findings is null ? [] : await findings.ConfigureAwait(false);
            if (link.Needs.FirstOrDefault(_broken.ContainsKey) is { } broken)
            {
                _broken[link.Name] = _broken[broken];
                yield return ToCheck(link, Finding.NotApplicable($"Follows from {_broken[broken]}, which failed."));
                continue;
            }

            if (findings is null)
            {
                found = await link.ExamineAsync(facts, cancellationToken).ConfigureAwait(false);
            }

            foreach (var finding in found)
            {
                yield return ToCheck(link, finding);
            }

            if (found.Any(finding => finding.Status == CheckStatus.Failed))
            {
                _broken[link.Name] = link.Name;
            }
        }
    }

    private Check ToCheck(ILink link, Finding finding)
    {
        var isRootCause = finding.Status == CheckStatus.Failed && !_hasRootCause;
        _hasRootCause |= isRootCause;
        return new Check
        {
            ClusterName = facts.Cluster.Name,
            Region = facts.Aws.Region,
            Namespace = facts.Request.Namespace,
            ServiceAccount = facts.Request.ServiceAccount,
            Name = link.Name,
            Status = finding.Status,
            Evidence = finding.Evidence,
            CauseId = finding.Cause?.Id,
            Cause = finding.Cause?.Explanation,
            Fix = finding.Cause is { } cause ? Fill(cause.Fix, finding.Values) : null,
            Target = finding.Target ?? $"{facts.Request.Namespace}/{facts.Request.ServiceAccount}",
            IsRootCause = isRootCause,
        };
    }

    private string Fill(string template, IReadOnlyDictionary<string, string>? values) => Placeholder().Replace(template, match => match.Groups["name"].Value switch
    {
        var name when values?.TryGetValue(name, out var value) == true => value,
        "ClusterName" => facts.Cluster.Name,
        "Namespace" => facts.Request.Namespace,
        "ServiceAccount" => facts.Request.ServiceAccount,
        "Region" => facts.Aws.Region,
        _ => match.Value,
    });

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}")]
    private static partial Regex Placeholder();
}
