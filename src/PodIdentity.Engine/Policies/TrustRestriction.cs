using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PodIdentity.Engine.Policies;

/// <summary>The trust statements that this module writes, narrowed as asked for.</summary>
/// <param name="Accounts">Ids, 12 digits.</param>
/// <param name="Clusters">Names, or else ARNs.</param>
/// <param name="ServiceAccounts"><c>namespace/name</c>.</param>
internal sealed partial record TrustRestriction(IReadOnlyList<string> Accounts, IReadOnlyList<string> Clusters, IReadOnlyList<string> ServiceAccounts)
{
    /// <summary>Id of our statement, the one of AWS's own guide; several are numbered from 2.</summary>
    private const string Sid = "AllowEksAuthToAssumeRoleForPodIdentity";

    public static readonly TrustRestriction None = new([], [], []);

    public bool IsNone => Accounts.Count + Clusters.Count + ServiceAccounts.Count == 0;

    /// <summary>Whether this module wrote the statement: by its id, and because it is about nobody else.</summary>
    public static bool IsOurs(PolicyStatement statement) =>
        statement.Sid is { } sid && SidPattern().IsMatch(sid) && statement is { IsAllow: true, IsNotPrincipal: false, Principals: [{ Kind: "Service", Value: TrustPolicy.ServicePrincipal }] };

    /// <summary>Refuses what can never match, before the first request.</summary>
    public TrustRestriction Require()
    {
        Require("RestrictToAccount", Accounts, AccountPattern(), "an account's id", "Give the 12 digits of the account that the cluster is in.");
        Require("RestrictToCluster", Clusters, ClusterPattern(), "the name or ARN of an EKS cluster", "Give the cluster's name, or its ARN as `aws eks describe-cluster` shows it.");
        Require("RestrictToServiceAccount", ServiceAccounts, ServiceAccountPattern(), "a service account", "Give namespace/name, e.g. default/aws-cli-sa.");
        return Clusters.Any(IsArn) && !Clusters.All(IsArn)
            ? throw Errors.Invalid("RestrictToCluster", string.Join(", ", Clusters), "a list of only names or only ARNs", "Give all clusters by ARN: a statement cannot ask for a name or an ARN.")
            : this;
    }

    /// <summary>
    /// One statement, or several: a statement with two namespaces and two names would let in four service accounts, so that only
    /// namespaces with the same names share one.
    /// </summary>
    public IReadOnlyList<JsonObject> Statements()
    {
        var pairs = ServiceAccounts.Distinct().Select(a => a.Split('/')).GroupBy(a => a[0], a => a[1])
            .GroupBy(ns => string.Join(' ', ns.Order(StringComparer.Ordinal)), ns => ns.Key)
            .Select(same => (Namespaces: same.ToArray(), Names: same.Key.Split(' ')))
            .DefaultIfEmpty((Namespaces: [], Names: []));
        return [.. pairs.Select((pair, i) => Statement(i == 0 ? Sid : $"{Sid}{i + 1}", pair.Namespaces, pair.Names))];
    }

    private JsonObject Statement(string sid, string[] namespaces, string[] names)
    {
        var byArn = Clusters.Any(IsArn);
        var asked = new JsonObject();
        void Ask(string key, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
            {
                asked[key] = values is [var only] ? only : new JsonArray([.. values.Distinct().Select(v => JsonValue.Create(v))]);
            }
        }

        Ask("aws:SourceAccount", Accounts);
        Ask($"aws:RequestTag/{(byArn ? SessionTags.ClusterArn : SessionTags.ClusterName)}", Clusters);
        Ask($"aws:RequestTag/{SessionTags.Namespace}", namespaces);
        Ask($"aws:RequestTag/{SessionTags.ServiceAccount}", names);
        var statement = new JsonObject
        {
            ["Sid"] = sid,
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["Service"] = TrustPolicy.ServicePrincipal },
            ["Action"] = new JsonArray([.. TrustPolicy.RequiredActions.Select(a => JsonValue.Create(a))]),
        };
        if (asked.Count > 0)
        {
            statement["Condition"] = new JsonObject { ["StringEquals"] = asked };
        }

        return statement;
    }

    private static void Require(string parameter, IReadOnlyList<string> values, Regex pattern, string expected, string way)
    {
        if (values.FirstOrDefault(v => !pattern.IsMatch(v)) is { } wrong)
        {
            throw Errors.Invalid(parameter, wrong, expected, way);
        }
    }

    private static bool IsArn(string cluster) => cluster.StartsWith("arn:", StringComparison.Ordinal);

    [GeneratedRegex(@"\AAllowEksAuthToAssumeRoleForPodIdentity[0-9]*\z")]
    private static partial Regex SidPattern();

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex AccountPattern();

    [GeneratedRegex(@"\A(arn:aws[a-z-]*:eks:[a-z0-9-]+:[0-9]{12}:cluster/)?[0-9A-Za-z][A-Za-z0-9_-]{0,99}\z")]
    private static partial Regex ClusterPattern();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z")]
    private static partial Regex ServiceAccountPattern();
}
