namespace PodIdentity.Report;

/// <summary>The checks of one service account, in the order of the chain.</summary>
internal sealed class Diagnosis
{
    private Diagnosis(IEnumerable<Check> checks)
    {
        Checks = [.. checks.OrderBy(check => Position(check.Name))];
        Status = Worst(Checks);
        RootCause = Checks.FirstOrDefault(check => check.IsRootCause) ?? Checks.FirstOrDefault(check => check.Status == CheckStatus.Failed);
    }

    public IReadOnlyList<Check> Checks { get; }

    /// <summary>The worst of all links. Nothing passes by being skipped.</summary>
    public CheckStatus Status { get; }

    /// <summary>The first broken link, or null.</summary>
    public Check? RootCause { get; }

    public string Name => PlainText.Line($"{Checks[0].Namespace}/{Checks[0].ServiceAccount}");

    public string Cluster => PlainText.Line($"{Checks[0].ClusterName} ({Checks[0].Region})");

    /// <summary>The outcome in a few words.</summary>
    public string Verdict => Status switch
    {
        CheckStatus.Failed => $"Broken at {PlainText.Line(RootCause!.Name)}",
        CheckStatus.Warning => "Nothing broken was found, but not all is certain",
        CheckStatus.Passed => "Every link holds",
        _ => "Nothing was checked",
    };

    /// <summary>Sorts checks by service account: broken ones first, then by name.</summary>
    public static IReadOnlyList<Diagnosis> Of(IEnumerable<Check> checks) =>
    [
        .. checks.GroupBy(check => (check.ClusterName, check.Region, check.Namespace, check.ServiceAccount))
            .Select(group => new Diagnosis(group))
            .OrderBy(diagnosis => Severity(diagnosis.Status))
            .ThenBy(diagnosis => diagnosis.Cluster, StringComparer.Ordinal)
            .ThenBy(diagnosis => diagnosis.Name, StringComparer.Ordinal),
    ];

    /// <summary>The links that were looked at, each with its checks.</summary>
    public IEnumerable<IGrouping<string, Check>> Links => Checks.GroupBy(check => check.Name);

    public int Count(CheckStatus status) => Checks.Count(check => check.Status == status);

    /// <summary>The worst state of some checks.</summary>
    public static CheckStatus Worst(IEnumerable<Check> checks) => checks.Select(check => check.Status).MinBy(Severity);

    private static int Severity(CheckStatus status) => status switch
    {
        CheckStatus.Failed => 0,
        CheckStatus.Warning => 1,
        CheckStatus.Passed => 2,
        _ => 3,
    };

    private static int Position(string link)
    {
        for (var i = 0; i < Chain.Links.Count; i++)
        {
            if (Chain.Links[i] == link)
                return i;
        }

        return Chain.Links.Count;
    }
}
