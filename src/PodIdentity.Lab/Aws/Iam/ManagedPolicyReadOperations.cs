using System.Globalization;
using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>What there is of managed policies, and who uses them.</summary>
internal sealed class ManagedPolicyReadOperations(IamStore store, IamAccess access) : IamOperations(store, access)
{
    public override IReadOnlyDictionary<string, QueryOperation> Operations => new Dictionary<string, QueryOperation>
    {
        ["GetPolicy"] = Get,
        ["GetPolicyVersion"] = GetVersion,
        ["ListPolicies"] = List,
        ["ListPolicyVersions"] = ListVersions,
        ["ListEntitiesForPolicy"] = ListEntities,
    };

    private Action<XmlText> Get(QueryRequest request)
    {
        var policy = AuthorizedPolicy(request, "GetPolicy");
        return result => result.Element("Policy", xml => IamXml.Write(xml, policy, Store, tags: true, description: true));
    }

    private Action<XmlText> GetVersion(QueryRequest request)
    {
        var id = request.Parameters.Required("VersionId");
        var policy = AuthorizedPolicy(request, "GetPolicyVersion");
        var version = policy.Versions.FirstOrDefault(each => each.Id == id)
            ?? throw IamStore.NoSuchEntity($"Policy {policy.Arn} version {id} does not exist or is not attachable.");
        return result => result.Element("PolicyVersion", xml => IamXml.Write(xml, version, policy, withDocument: true));
    }

    private Action<XmlText> List(QueryRequest request)
    {
        var scope = OneOf(request, "Scope", "AWS", "Local", "All") ?? "All";
        var usage = OneOf(request, "PolicyUsageFilter", "PermissionsPolicy", "PermissionsBoundary");
        Authorize(request, "ListPolicies", Store.Arn("policy", "/", ""));
        var prefix = request.Parameters["PathPrefix"] ?? "/";
        var used = usage is null && request.Parameters["OnlyAttached"] != "true" ? null : Used(usage);
        var policies = Store.Policies.All.Where(policy => policy.Path.StartsWith(prefix, StringComparison.Ordinal)
            && (scope == "All" || policy.IsAwsManaged == (scope == "AWS"))
            && (used is null || used.Contains(policy.Arn)));
        // A customer's policy may have the name of one of AWS's.
        return Page(request, "Policies", policies, policy => $"{policy.Name} {policy.Arn}", (xml, policy) => IamXml.Write(xml, policy, Store, tags: false, description: false));
    }

    /// <summary>ARNs of the policies that are attached to someone, or bound someone.</summary>
    private HashSet<string> Used(string? usage)
    {
        var attached = usage == "PermissionsBoundary" ? [] : Store.Principals.SelectMany(principal => principal.AttachedPolicies);
        var bounding = usage == "PermissionsPolicy" ? [] : Store.Principals.Select(principal => principal.PermissionsBoundary).OfType<string>();
        return [.. attached, .. bounding];
    }

    private Action<XmlText> ListVersions(QueryRequest request)
    {
        var policy = AuthorizedPolicy(request, "ListPolicyVersions");
        // The newest first.
        return Page(request, "Versions", policy.Versions, version => (int.MaxValue - version.Number).ToString("D10", CultureInfo.InvariantCulture), (xml, version) => IamXml.Write(xml, version, policy, withDocument: false));
    }

    private Action<XmlText> ListEntities(QueryRequest request)
    {
        var filter = OneOf(request, "EntityFilter", "User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy");
        var usage = OneOf(request, "PolicyUsageFilter", "PermissionsPolicy", "PermissionsBoundary");
        var policy = AuthorizedPolicy(request, "ListEntitiesForPolicy");
        var prefix = request.Parameters["PathPrefix"] ?? "/";
        var entities = Store.Principals.Where(entity => entity.Path.StartsWith(prefix, StringComparison.Ordinal)
            && (filter is null || filter == entity.GetType().Name)
            && ((usage != "PermissionsBoundary" && entity.AttachedPolicies.Contains(policy.Arn)) || (usage != "PermissionsPolicy" && entity.PermissionsBoundary == policy.Arn)));
        return Page(request, entities, entity => $"{entity.GetType().Name} {entity.Name}", (result, page) => result
            .List("PolicyGroups", Array.Empty<string>(), (xml, name) => xml.Text(name))
            .List("PolicyUsers", page.OfType<User>(), (xml, user) => xml.Element("UserName", user.Name).Element("UserId", user.Id))
            .List("PolicyRoles", page.OfType<Role>(), (xml, role) => xml.Element("RoleName", role.Name).Element("RoleId", role.Id)));
    }
}
