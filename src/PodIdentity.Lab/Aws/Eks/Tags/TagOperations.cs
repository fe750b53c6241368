using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Eks.Addons;
using PodIdentity.Lab.Aws.Eks.Clusters;
using PodIdentity.Lab.Aws.Eks.Protocol;

namespace PodIdentity.Lab.Aws.Eks.Tags;

/// <summary>TagResource, UntagResource and ListTagsForResource, for clusters, add-ons, associations and node groups.</summary>
internal sealed class TagOperations(EksState state, EksPermissions permissions, AddonLifecycle addons)
{
    public string Tag(EksCall call)
    {
        var tags = Demand(call);
        var added = call.Map("tags") is { Count: > 0 } given ? given : throw EksError.BadRequest("The parameter tags is required.");
        var total = tags.Keys.Union(added.Keys).Count();
        if (TagRules.Fault(added, total) is { } fault)
            throw EksError.BadRequest(fault);
        foreach (var (key, value) in added)
            tags[key] = value;
        return "{}";
    }

    public string Untag(EksCall call)
    {
        var tags = Demand(call);
        if (call.QueryList("tagKeys") is not { Count: > 0 } keys)
            throw EksError.BadRequest("The parameter tagKeys is required.");
        foreach (var key in keys)
            tags.Remove(key);
        return "{}";
    }

    public string List(EksCall call) => EksJson.Write(new JsonObject { ["tags"] = EksJson.Map(Demand(call)) });

    private SortedDictionary<string, string> Demand(EksCall call)
    {
        var arn = call.Label("resourceArn");
        var found = Find(arn);
        permissions.Demand(call, arn, found);
        return found ?? throw EksError.TagNotFound($"No resource found for ARN: {arn}");
    }

    private SortedDictionary<string, string>? Find(string arn)
    {
        var parts = arn.Split(':', 6);
        if (parts.Length != 6 || parts[0] != "arn" || parts[2] != "eks")
            throw EksError.BadRequest($"Invalid resource ARN: {arn}");
        var path = parts[5].Split('/');
        if (path.Length < 2 || parts[3] != state.Options.Region || parts[4] != state.Options.AccountId || state.Find(path[1]) is not { } cluster)
            return null;

        return path switch
        {
            ["cluster", _] => cluster.Tags,
            ["addon", _, var name, _] when addons.Find(cluster, name) is { } addon && addon.Arn == arn => addon.Tags,
            ["podidentityassociation", _, var id] => cluster.Associations.Find(id)?.Tags,
            ["nodegroup", ..] when NodegroupOperations.ArnOf(cluster) == arn => cluster.NodegroupTags,
            _ => null,
        };
    }
}
