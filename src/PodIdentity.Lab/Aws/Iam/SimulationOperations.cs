using PodIdentity.Lab.Aws.Policies;
using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>The policy simulator: the same evaluation that the services do, shown with its reasons.</summary>
internal sealed class SimulationOperations(IamStore store, IamAccess access) : IamOperations(store, access)
{
    public override IReadOnlyDictionary<string, QueryOperation> Operations => new Dictionary<string, QueryOperation>
    {
        ["SimulatePrincipalPolicy"] = SimulatePrincipal,
        ["SimulateCustomPolicy"] = SimulateCustom,
    };

    private Action<XmlText> SimulatePrincipal(QueryRequest request)
    {
        var arn = Constraint.Arn("PolicySourceArn", request.Parameters.Required("PolicySourceArn"));
        Authorize(request, "SimulatePrincipalPolicy", arn);
        var principal = Store.FindPrincipal(arn) ?? throw IamStore.NoSuchEntity($"The {(arn.Contains(":role/", StringComparison.Ordinal) ? "role" : "user")} with name {arn[(arn.LastIndexOf('/') + 1)..]} cannot be found.");
        var layers = IamAccess.LayersOf(principal, Store.Policies.Newest);
        return Simulate(request, layers with
        {
            Identity = [.. layers.Identity, .. Sources(request, "PolicyInputList")],
            Boundary = Sources(request, "PermissionsBoundaryPolicyInputList").FirstOrDefault() ?? layers.Boundary,
        }, principal);
    }

    private Action<XmlText> SimulateCustom(QueryRequest request)
    {
        Authorize(request, "SimulateCustomPolicy", "*");
        var policies = Sources(request, "PolicyInputList");
        if (policies.Count == 0)
            throw Constraint.Violated("PolicyInputList", null, "Member must not be null");
        return Simulate(request, new PolicyLayers(policies, Sources(request, "PermissionsBoundaryPolicyInputList").FirstOrDefault(), null), null);
    }

    private static Action<XmlText> Simulate(QueryRequest request, PolicyLayers layers, Principal? principal)
    {
        var actions = request.Parameters.List("ActionNames");
        if (actions.Count == 0)
            throw Constraint.Violated("ActionNames", null, "Member must not be null");
        if (actions.FirstOrDefault(action => action.IndexOf(':', StringComparison.Ordinal) is <= 0) is { } bad)
            throw new AwsException(400, "InvalidInput", $"Invalid Action: {bad}");
        var resources = request.Parameters.List("ResourceArns") is { Count: > 0 } given ? given : ["*"];
        if (resources.FirstOrDefault(resource => resource != "*" && resource.Split(':').Length < 6) is { } badResource)
            throw new AwsException(400, "InvalidInput", $"Invalid ARN: {badResource}");
        var outcomes = from action in actions from resource in resources select Outcome(request, layers, principal, action, resource);
        // Markers hold the position: one action may stand twice in a request.
        var numbered = outcomes.Select((outcome, index) => (Key: index.ToString("D6", System.Globalization.CultureInfo.InvariantCulture), outcome)).ToList();
        return Page(request, "EvaluationResults", numbered, each => each.Key, (xml, each) => each.outcome.Write(xml));
    }

    private static SimulationOutcome Outcome(QueryRequest request, PolicyLayers layers, Principal? principal, string action, string resource)
    {
        var context = new RequestContext { Action = action, Resource = Concerned(action, resource) };
        if (principal is not null)
        {
            context.With("aws:PrincipalArn", principal.Arn);
            foreach (var (key, value) in principal.Tags)
                context.With("aws:PrincipalTag/" + key, value);
            if (principal is User user)
                context.With("aws:username", user.Name).With("aws:userid", user.Id);
        }

        foreach (var (key, values) in request.Parameters.Structures("ContextEntries", "ContextKeyName",
            member => (request.Parameters[member + ".ContextKeyName"]!, request.Parameters.List(member + ".ContextKeyValues"))))
            context.With(key, [.. values]);
        return SimulationOutcome.Of(layers, context, resource);
    }

    /// <summary>Listing buckets concerns all of them, which policies may also write as an ARN: as S3 itself has it.</summary>
    private static string Concerned(string action, string resource) =>
        resource == "*" && action.Equals("s3:ListAllMyBuckets", StringComparison.OrdinalIgnoreCase) ? "arn:aws:s3:::*" : resource;

    private static List<PolicySource> Sources(QueryRequest request, string member) =>
        [.. request.Parameters.List(member).Select((text, index) =>
            new PolicySource($"{member}.{index + 1}", "IAM Policy", PolicyDocument.Of(IdentityDocument(member, text))))];
}
