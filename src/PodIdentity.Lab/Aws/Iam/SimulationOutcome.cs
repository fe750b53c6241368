using PodIdentity.Lab.Aws.Policies;
using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>What the simulator says of one action on one resource.</summary>
internal sealed class SimulationOutcome
{
    private readonly RequestContext _context;
    private readonly Decision _decision;
    private readonly bool? _allowedByBoundary;
    private readonly List<MatchedStatement> _matched = [];
    private readonly List<string> _missing;

    private readonly string _shownResource;

    private SimulationOutcome(PolicyLayers layers, RequestContext context, string shownResource)
    {
        (_context, _shownResource) = (context, shownResource);
        _decision = PolicyEvaluator.Evaluate(layers.Identity, context, _matched);
        if (layers.Boundary is not null)
        {
            var boundary = PolicyEvaluator.Evaluate([layers.Boundary], context, _matched);
            _allowedByBoundary = boundary == Decision.Allow;
            if (boundary == Decision.ExplicitDeny || (_decision == Decision.Allow && boundary != Decision.Allow))
                _decision = boundary;
        }

        // Only what a statement about this very action and resource asks for.
        PolicySource[] all = layers.Boundary is null ? [.. layers.Identity] : [.. layers.Identity, layers.Boundary];
        _missing = [.. from source in all
            from statement in source.Document.Statements
            where PolicyEvaluator.MatchesTarget(statement, source.Document.HasVariables, context)
            from condition in statement.Conditions
            where context[condition.Key] is null
            select condition.Key];
    }

    public static SimulationOutcome Of(PolicyLayers layers, RequestContext context, string shownResource) => new(layers, context, shownResource);

    public void Write(XmlText xml)
    {
        xml.Element("EvalActionName", _context.Action)
            .Element("EvalResourceName", _shownResource)
            .Element("EvalDecision", _decision switch { Decision.Allow => "allowed", Decision.ExplicitDeny => "explicitDeny", _ => "implicitDeny" })
            .List("MatchedStatements", _matched, Write)
            .List("MissingContextValues", _missing.Distinct(StringComparer.OrdinalIgnoreCase), (member, key) => member.Text(key));
        if (_allowedByBoundary is { } allowed)
            xml.Element("PermissionsBoundaryDecisionDetail", detail => detail.Element("AllowedByPermissionsBoundary", allowed));
    }

    private static void Write(XmlText xml, MatchedStatement match) => xml
        .Element("SourcePolicyId", match.Source.Id)
        .Element("SourcePolicyType", match.Source.Type)
        .Element("StartPosition", position => Write(position, match.Statement.Start))
        .Element("EndPosition", position => Write(position, match.Statement.End));

    private static void Write(XmlText xml, TextPosition position) => xml.Element("Line", position.Line).Element("Column", position.Column);
}
