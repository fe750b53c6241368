using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>Managed policies attached to roles, and policies inside of roles.</summary>
internal sealed class RolePolicyOperations(IamStore store, IamAccess access) : IamOperations(store, access)
{
    private const int PoliciesPerRole = 10;
    private const int InlineSize = 10240;

    public override IReadOnlyDictionary<string, QueryOperation> Operations => new Dictionary<string, QueryOperation>
    {
        ["AttachRolePolicy"] = Attach,
        ["DetachRolePolicy"] = Detach,
        ["ListAttachedRolePolicies"] = ListAttached,
        ["PutRolePolicy"] = Put,
        ["GetRolePolicy"] = Get,
        ["DeleteRolePolicy"] = Delete,
        ["ListRolePolicies"] = List,
    };

    private Action<XmlText>? Attach(QueryRequest request)
    {
        var arn = Constraint.Arn("PolicyArn", request.Parameters.Required("PolicyArn"));
        var role = AuthorizedRole(request, "AttachRolePolicy", ArnKey(arn));
        if (Store.Policies.Newest(arn) is null)
            throw IamStore.NoSuchEntity($"Policy {arn} does not exist or is not attachable.");
        if (role.AttachedPolicies.Contains(arn))
            return null;
        if (role.AttachedPolicies.Count >= PoliciesPerRole)
            throw LimitExceeded($"Cannot exceed quota for PoliciesPerRole: {PoliciesPerRole}");
        Store.Roles.Set(role.Name, role with { AttachedPolicies = role.AttachedPolicies.Add(arn) });
        return null;
    }

    private Action<XmlText>? Detach(QueryRequest request)
    {
        var arn = Constraint.Arn("PolicyArn", request.Parameters.Required("PolicyArn"));
        var role = AuthorizedRole(request, "DetachRolePolicy", ArnKey(arn));
        if (!role.AttachedPolicies.Contains(arn))
            throw IamStore.NoSuchEntity($"Policy {arn} was not found.");
        Store.Roles.Set(role.Name, role with { AttachedPolicies = role.AttachedPolicies.Remove(arn) });
        return null;
    }

    private Action<XmlText> ListAttached(QueryRequest request)
    {
        var role = AuthorizedRole(request, "ListAttachedRolePolicies");
        var prefix = request.Parameters["PathPrefix"] ?? "/";
        var policies = role.AttachedPolicies.Select(Store.Policies.Newest).OfType<ManagedPolicy>().Where(policy => policy.Path.StartsWith(prefix, StringComparison.Ordinal));
        return Page(request, "AttachedPolicies", policies, policy => policy.Name,
            (xml, policy) => xml.Element("PolicyName", policy.Name).Element("PolicyArn", policy.Arn));
    }

    private Action<XmlText>? Put(QueryRequest request)
    {
        var name = Constraint.Name("PolicyName", request.Parameters.Required("PolicyName"), 128);
        var document = request.Parameters.Required("PolicyDocument");
        var role = AuthorizedRole(request, "PutRolePolicy");
        IdentityDocument("PolicyDocument", document);
        var policies = role.InlinePolicies.SetItem(name, document);
        if (policies.Values.Sum(SizeOf) > InlineSize)
            throw LimitExceeded($"Maximum policy size of {InlineSize} bytes exceeded for role {role.Name}");
        Store.Roles.Set(role.Name, role with { InlinePolicies = policies });
        return null;
    }

    private Action<XmlText> Get(QueryRequest request)
    {
        var name = Constraint.Name("PolicyName", request.Parameters.Required("PolicyName"), 128);
        var role = AuthorizedRole(request, "GetRolePolicy");
        var document = Inline(role, name);
        return result => result.Element("RoleName", role.Name).Element("PolicyName", name).Element("PolicyDocument", IamXml.Encoded(document));
    }

    private Action<XmlText>? Delete(QueryRequest request)
    {
        var name = Constraint.Name("PolicyName", request.Parameters.Required("PolicyName"), 128);
        var role = AuthorizedRole(request, "DeleteRolePolicy");
        Inline(role, name);
        Store.Roles.Set(role.Name, role with { InlinePolicies = role.InlinePolicies.Remove(name) });
        return null;
    }

    private Action<XmlText> List(QueryRequest request)
    {
        var role = AuthorizedRole(request, "ListRolePolicies");
        return Page(request, "PolicyNames", role.InlinePolicies.Keys, name => name, (xml, name) => xml.Text(name));
    }

    private static string Inline(Role role, string name) =>
        role.InlinePolicies.TryGetValue(name, out var document) ? document : throw IamStore.NoSuchEntity($"The role policy with name {name} cannot be found.");

    private static Dictionary<string, IReadOnlyList<string>> ArnKey(string arn) => new() { ["iam:PolicyARN"] = [arn] };
}
