using System.Text.Json;
using System.Text.Json.Nodes;

namespace PodIdentity.Engine.Policies;

/// <summary>The trust that a role is to have: our statement, narrowed or not, or a whole document of the user's.</summary>
internal sealed class TrustWish
{
    // What stands in it goes to IAM, not into a web page.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly PolicyDocument _policy;
    private readonly List<JsonObject> _nodes;
    private readonly bool _isExplicit;

    private TrustWish(string document, bool isExplicit)
    {
        (Document, _isExplicit) = (document, isExplicit);
        _policy = TrustPolicy.Require(document);
        _nodes = Nodes(JsonNode.Parse(document)!);
    }

    /// <summary>The document for a new role.</summary>
    public string Document { get; }

    public PolicyDocument Policy => _policy;

    /// <summary>Our statements.</summary>
    public static TrustWish Of(TrustRestriction restriction) => new(
        new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray([.. restriction.Require().Statements()]) }.ToJsonString(Plain),
        isExplicit: !restriction.IsNone);

    /// <summary>The user's own document.</summary>
    public static TrustWish Of(string document) => new(document, isExplicit: true);

    /// <summary>What an existing role's trust lacks of the wish, and what goes beyond it.</summary>
    public TrustDifference Compare(string roleName, string existing)
    {
        var (policy, fault) = PolicyReader.Read(existing);
        if (policy is null)
        {
            throw new PodIdentityException(
                "RoleTrustUnreadable", ErrorKind.InvalidResult, roleName, $"The trust policy of role '{roleName}' cannot be read: {fault}.", $"Correct it with `aws iam update-assume-role-policy --role-name {roleName}`, or choose another -RoleName.");
        }

        if (!_isExplicit)
        {
            return TrustPolicy.AllowsPodIdentity(policy)
                ? TrustDifference.None(existing)
                : new TrustDifference { Missing = Names(_policy.Statements), Document = Write(existing, [], _nodes) };
        }

        var wider = policy.Statements.Where(s => TrustPolicy.LetsPodsIn(s) && !_policy.Statements.Any(w => TrustPolicy.LetsPodsIn(w) && IsNarrower(s, w))).ToList();
        var ours = wider.Where(TrustRestriction.IsOurs).ToList();
        var left = policy.Statements.Except(ours).ToList();
        var missing = _policy.Statements.Where(w => !IsCovered(w, _policy.HasVariables, left, policy.HasVariables)).ToList();
        return new TrustDifference
        {
            Missing = Names(missing),
            Replaceable = Names(ours),
            Wider = Names(wider.Except(ours)),
            Document = missing.Count + ours.Count == 0 ? existing : Write(existing, ours, missing.Select(m => _nodes[m.Number - 1])),
        };
    }

    private static List<string> Names(IEnumerable<PolicyStatement> statements) => statements.Select(s => s.Name).ToList();

    /// <summary>Whether a role that has these statements trusts as the wished one says: those for pods action by action, others word by word.</summary>
    private static bool IsCovered(PolicyStatement wished, bool wishedVariables, List<PolicyStatement> existing, bool existingVariables)
    {
        var meaning = PolicyMeaning.Of(wished, wishedVariables);
        return existing.Exists(s => PolicyMeaning.Of(s, existingVariables) == meaning)
            || (TrustPolicy.LetsPodsIn(wished) && wished.Principals is [_]
                && TrustPolicy.RequiredActions.Where(wished.Covers).All(action => existing.Exists(s => TrustPolicy.LetsPodsIn(s) && s.Covers(action) && IsNarrower(wished, s))));
    }

    /// <summary>Whether one statement asks for all that the other asks for, or more.</summary>
    private static bool IsNarrower(PolicyStatement one, PolicyStatement other) => other.Conditions.All(asked => one.Conditions.Any(c => IsNarrower(c, asked)));

    private static bool IsNarrower(PolicyCondition one, PolicyCondition other)
    {
        var operation = ConditionOperator.Parse(one.Operator);
        if (operation is null || operation != ConditionOperator.Parse(other.Operator) || !one.Key.Equals(other.Key, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var (fewer, more) = operation.IsNegated ? (other.Values, one.Values) : (one.Values, other.Values);
        return operation.Set == ValueSet.One ? !fewer.Except(more).Any() : fewer.ToHashSet().SetEquals(more);
    }

    /// <summary>The existing document with some statements out and others in, all else as it was.</summary>
    private static string Write(string existing, IReadOnlyList<PolicyStatement> without, IEnumerable<JsonObject> with)
    {
        var document = JsonNode.Parse(existing)!;
        var kept = Nodes(document).Where((_, i) => !without.Any(s => s.Number == i + 1)).Select(n => n.DeepClone().AsObject()).ToList();
        foreach (var node in with)
        {
            var added = node.DeepClone().AsObject();
            if (added["Sid"]?.GetValue<string>() is { } sid)
            {
                added["Sid"] = FreeSid(sid, kept);
            }

            kept.Add(added);
        }

        document["Statement"] = new JsonArray([.. kept]);
        return document.ToJsonString(Plain);
    }

    // IAM takes an id only once in a policy.
    private static string FreeSid(string sid, List<JsonObject> statements)
    {
        var taken = statements.Select(s => s["Sid"]?.GetValue<string>()).ToHashSet();
        return taken.Contains(sid) ? Enumerable.Range(2, taken.Count + 1).Select(i => $"{sid}{i}").First(s => !taken.Contains(s)) : sid;
    }

    private static List<JsonObject> Nodes(JsonNode document) => document["Statement"] switch
    {
        JsonArray several => [.. several.Select(s => s!.AsObject())],
        JsonObject one => [one],
        _ => [],
    };
}

/// <summary>How an existing trust policy stands to the one wished for. Names are those of statements, as messages show them.</summary>
internal sealed record TrustDifference
{
    /// <summary>Wished statements that it lacks.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Statements of this module that let more pods in than wished for; replacing them is ours to do.</summary>
    public IReadOnlyList<string> Replaceable { get; init; } = [];

    /// <summary>Statements of somebody else that do.</summary>
    public IReadOnlyList<string> Wider { get; init; } = [];

    /// <summary>The document after what is missing was added and what is replaceable replaced.</summary>
    public required string Document { get; init; }

    public bool IsNone => Missing.Count + Replaceable.Count + Wider.Count == 0;

    public static TrustDifference None(string document) => new() { Document = document };
}
