using PodIdentity.Lab.Aws.Policies;
using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>Roles themselves: create, read, change, delete.</summary>
internal sealed class RoleOperations(IamStore store, IamAccess access) : IamOperations(store, access)
{
    // The adjustable quotas at their highest, so that the lab takes large tests.
    private const int RolesPerAccount = 5000;
    private const int TrustPolicySize = 2048;

    public override IReadOnlyDictionary<string, QueryOperation> Operations => new Dictionary<string, QueryOperation>
    {
        ["CreateRole"] = Create,
        ["GetRole"] = request => Result(AuthorizedRole(request, "GetRole")),
        ["ListRoles"] = List,
        ["DeleteRole"] = Delete,
        ["UpdateRole"] = Update,
        ["UpdateRoleDescription"] = UpdateDescription,
        ["UpdateAssumeRolePolicy"] = UpdateTrust,
        ["PutRolePermissionsBoundary"] = PutBoundary,
        ["DeleteRolePermissionsBoundary"] = DeleteBoundary,
    };

    private Action<XmlText> Result(Role role) => result => result.Element("Role", xml => IamXml.Write(xml, role, Store, details: true));

    private Action<XmlText> Create(QueryRequest request)
    {
        var parameters = request.Parameters;
        var name = Constraint.Name("RoleName", parameters.Required("RoleName"), 64);
        var path = Constraint.Path("Path", parameters["Path"] ?? "/");
        var trust = Constraint.Document("AssumeRolePolicyDocument", parameters.Required("AssumeRolePolicyDocument"));
        var arn = Store.Arn("role", path, name);
        var keys = TagKeys(request);
        if (parameters["PermissionsBoundary"] is { } boundary)
            keys["iam:PermissionsBoundary"] = [boundary];
        Authorize(request, "CreateRole", arn, keys);
        if (TagsOf(request).Count > 0)
            Authorize(request, "TagRole", arn, keys);
        var role = new Role
        {
            Name = name,
            Path = path,
            Arn = arn,
            Id = IamStore.NewId("AROA"),
            CreateDate = Store.Now,
            Description = Constraint.Description(parameters["Description"]),
            MaxSessionDuration = parameters.Number("MaxSessionDuration", 3600, 3600, 43200),
            Tags = TagsOf(request),
            PermissionsBoundary = Boundary(parameters["PermissionsBoundary"]),
            TrustPolicy = CheckedTrust(trust),
        };
        if (Store.Roles.Newest(name) is not null)
            throw AlreadyExists($"Role with name {name} already exists.");
        if (Store.Roles.All.Count() >= RolesPerAccount)
            throw LimitExceeded($"Cannot exceed quota for RolesPerAccount: {RolesPerAccount}");
        Store.Roles.Set(name, role);
        return Result(role);
    }

    private Action<XmlText> List(QueryRequest request)
    {
        Authorize(request, "ListRoles", Store.Arn("role", "/", ""));
        var prefix = request.Parameters["PathPrefix"] ?? "/";
        return Page(request, "Roles", Store.Roles.All.Where(role => role.Path.StartsWith(prefix, StringComparison.Ordinal)), role => role.Name,
            (xml, role) => IamXml.Write(xml, role, Store, details: false));
    }

    private Action<XmlText>? Delete(QueryRequest request)
    {
        var role = AuthorizedRole(request, "DeleteRole");
        if (Store.InstanceProfiles.Values.Any(profile => role.Name.Equals(profile.RoleName, StringComparison.OrdinalIgnoreCase)))
            throw DeleteConflict("Cannot delete entity, must remove roles from instance profile first.");
        if (role.AttachedPolicies.Count > 0)
            throw DeleteConflict("Cannot delete entity, must detach all policies first.");
        if (role.InlinePolicies.Count > 0)
            throw DeleteConflict("Cannot delete entity, must delete policies first.");
        Store.Roles.Set(role.Name, null);
        ForgetInTrustPolicies(role);
        return null;
    }

    /// <summary>Trust in a deleted role turns into trust in its unique id: one that is made under the same name later is not trusted.</summary>
    private void ForgetInTrustPolicies(Role deleted)
    {
        foreach (var role in Store.Roles.All.Where(role => role.TrustPolicy.Contains($"\"{deleted.Arn}\"", StringComparison.Ordinal)).ToList())
            Store.Roles.Set(role.Name, role with { TrustPolicy = role.TrustPolicy.Replace($"\"{deleted.Arn}\"", $"\"{deleted.Id}\"", StringComparison.Ordinal) });
    }

    private Action<XmlText> Update(QueryRequest request)
    {
        var role = AuthorizedRole(request, "UpdateRole");
        var description = Constraint.Description(request.Parameters["Description"]);
        var duration = request.Parameters.Number("MaxSessionDuration", role.MaxSessionDuration, 3600, 43200);
        Store.Roles.Set(role.Name, role with { Description = description ?? role.Description, MaxSessionDuration = duration });
        return _ => { };
    }

    private Action<XmlText> UpdateDescription(QueryRequest request)
    {
        var role = AuthorizedRole(request, "UpdateRoleDescription");
        request.Parameters.Required("Description");
        var changed = role with { Description = Constraint.Description(request.Parameters["Description"]) };
        Store.Roles.Set(role.Name, changed);
        return Result(changed);
    }

    private Action<XmlText>? UpdateTrust(QueryRequest request)
    {
        var role = AuthorizedRole(request, "UpdateAssumeRolePolicy");
        var trust = CheckedTrust(Constraint.Document("PolicyDocument", request.Parameters.Required("PolicyDocument")));
        Store.Roles.Set(role.Name, role with { TrustPolicy = trust });
        return null;
    }

    private Action<XmlText>? PutBoundary(QueryRequest request)
    {
        var arn = request.Parameters.Required("PermissionsBoundary");
        var role = AuthorizedRole(request, "PutRolePermissionsBoundary", new Dictionary<string, IReadOnlyList<string>> { ["iam:PermissionsBoundary"] = [arn] });
        Store.Roles.Set(role.Name, role with { PermissionsBoundary = Boundary(arn) });
        return null;
    }

    private Action<XmlText>? DeleteBoundary(QueryRequest request)
    {
        var role = AuthorizedRole(request, "DeleteRolePermissionsBoundary");
        if (role.PermissionsBoundary is null)
            throw IamStore.NoSuchEntity($"The role with name {role.Name} does not have a permissions boundary.");
        Store.Roles.Set(role.Name, role with { PermissionsBoundary = null });
        return null;
    }

    private string? Boundary(string? arn)
    {
        if (arn is null)
            return null;
        Constraint.Arn("PermissionsBoundary", arn);
        return Store.Policies.Newest(arn) is null ? throw IamStore.NoSuchEntity($"Scope ARN: {arn} does not exist or is not attachable.") : arn;
    }

    private string CheckedTrust(string text)
    {
        PolicyValidator.ValidateTrustPolicy(text, principal => Store.FindPrincipal(principal) is not null || IsSessionOfRole(principal));
        return SizeOf(text) <= TrustPolicySize ? text : throw LimitExceeded($"Cannot exceed quota for ACLSizePerRole: {TrustPolicySize}");
    }

    private bool IsSessionOfRole(string arn)
    {
        var prefix = $"arn:aws:sts::{Store.AccountId}:assumed-role/";
        return arn.StartsWith(prefix, StringComparison.Ordinal) && arn[prefix.Length..].Split('/') is [var name, { Length: > 0 }] && Store.Roles.Newest(name) is not null;
    }
}
