using PodIdentity.Lab.Aws.Eks.Protocol;
using PodIdentity.Lab.Aws.Iam;

namespace PodIdentity.Lab.Aws.Eks;

/// <summary>Asks IAM whether a caller may do what it asks for.</summary>
internal sealed class EksPermissions(IIam iam)
{
    private static readonly AccessDeniedStyle Style = new(403, "AccessDeniedException", NamesResource: true);

    /// <summary>The call's own action on a resource, with the tags of the request and of the resource as conditions see them.</summary>
    public void Demand(EksCall call, string resource, IEnumerable<KeyValuePair<string, string>>? resourceTags = null)
    {
        var context = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (call.Map("tags") is { Count: > 0 } tags)
        {
            context["aws:TagKeys"] = [.. tags.Keys];
            foreach (var (key, value) in tags)
                context["aws:RequestTag/" + key] = [value];
        }

        if (call.QueryList("tagKeys") is { Count: > 0 } keys)
            context["aws:TagKeys"] = keys;
        foreach (var (key, value) in resourceTags ?? [])
            context["aws:ResourceTag/" + key] = [value];

        iam.Authorize(call.Caller, "eks:" + call.Operation, resource, Style, context);
        if (call.Operation.StartsWith("Create", StringComparison.Ordinal) && call.Map("tags") is { Count: > 0 })
            iam.Authorize(call.Caller, "eks:TagResource", resource, Style, context);
    }

    /// <summary>The caller hands a role to a service.</summary>
    public void DemandPassRole(EksCall call, string roleArn, string toService) =>
        iam.Authorize(call.Caller, "iam:PassRole", roleArn, Style, new Dictionary<string, IReadOnlyList<string>>
        {
            ["iam:PassedToService"] = [toService],
        });
}
