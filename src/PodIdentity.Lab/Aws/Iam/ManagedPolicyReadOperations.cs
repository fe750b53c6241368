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
        Authorize(request, "ListPolicies", Store.Arn("policy", "/", ""));
        var prefix = request.Parameters["PathPrefix"] ?? "/";
        var scope = request.Parameters["Scope"] ?? "All";
        if (scope is not ("All" or "AWS" or "Local"))
            throw Constraint.Violated("Scope", scope, "Member must satisfy enum value set: [AWS, Local, All]");
        var attached = request.Parameters["OnlyAttached"] == "true"
            ? Store.Principals.SelectMany(principal => principal.AttachedPolicies).ToHashSet(StringComparer.Ordinal)
            : null;
        var policies = Store.Policies.All.Where(policy => policy.Path.StartsWith(prefix, StringComparison.Ordinal)
            && (scope == "All" || policy.IsAwsManaged == (scope == "AWS"))
            && (attached is null || attached.Contains(policy.Arn)));
        return Page(request, "Policies", policies, policy => policy.Name, (xml, policy) => IamXml.Write(xml, policy, Store, tags: false, description: false));
    }

    private Action<XmlText> ListVersions(QueryRequest request)
    {
        var policy = AuthorizedPolicy(request, "ListPolicyVersions");
        return Page(request, "Versions", policy.Versions, version => version.Id.PadLeft(6), (xml, version) => IamXml.Write(xml, version, policy, withDocument: false));
    }

    private Action<XmlText> ListEntities(QueryRequest request)
    {
        var policy = AuthorizedPolicy(request, "ListEntitiesForPolicy");
        var filter = request.Parameters["EntityFilter"];
        var asBoundary = request.Parameters["PolicyUsageFilter"] == "PermissionsBoundary";
        var users = Store.Principals.Where(each => asBoundary ? each.PermissionsBoundary == policy.Arn : each.AttachedPolicies.Contains(policy.Arn)).ToList();
        return result => result
            .List("PolicyGroups", Array.Empty<string>(), (xml, name) => xml.Text(name))
            .List("PolicyUsers", filter is null or "User" ? users.OfType<User>() : [], (xml, user) => xml.Element("UserName", user.Name).Element("UserId", user.Id))
            .List("PolicyRoles", filter is null or "Role" ? users.OfType<Role>() : [], (xml, role) => xml.Element("RoleName", role.Name).Element("RoleId", role.Id))
            .Element("IsTruncated", false);
    }
}
