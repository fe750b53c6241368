using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>Instance profiles, as far as a role can be caught in one.</summary>
internal sealed class InstanceProfileOperations(IamStore store, IamAccess access) : IamOperations(store, access)
{
    public override IReadOnlyDictionary<string, QueryOperation> Operations => new Dictionary<string, QueryOperation>
    {
        ["CreateInstanceProfile"] = Create,
        ["GetInstanceProfile"] = request => Result(Authorized(request, "GetInstanceProfile")),
        ["DeleteInstanceProfile"] = Delete,
        ["AddRoleToInstanceProfile"] = AddRole,
        ["RemoveRoleFromInstanceProfile"] = RemoveRole,
        ["ListInstanceProfilesForRole"] = ListForRole,
    };

    private Action<XmlText> Result(InstanceProfile profile) => result => result.Element("InstanceProfile", xml => IamXml.Write(xml, profile, Store));

    private Action<XmlText> Create(QueryRequest request)
    {
        var name = NameOf(request);
        var path = Constraint.Path("Path", request.Parameters["Path"] ?? "/");
        var arn = Store.Arn("instance-profile", path, name);
        Authorize(request, "CreateInstanceProfile", arn);
        var profile = new InstanceProfile(name, path, arn, IamStore.NewId("AIPA"), Store.Now, null);
        return Store.InstanceProfiles.TryAdd(name, profile) ? Result(profile) : throw AlreadyExists($"Instance Profile {name} already exists.");
    }

    private Action<XmlText>? Delete(QueryRequest request)
    {
        var profile = Authorized(request, "DeleteInstanceProfile");
        if (profile.RoleName is not null)
            throw DeleteConflict("Cannot delete entity, must remove roles from instance profile first.");
        Store.InstanceProfiles.Remove(profile.Name);
        return null;
    }

    private Action<XmlText>? AddRole(QueryRequest request)
    {
        var roleName = Constraint.Name("RoleName", request.Parameters.Required("RoleName"), 64);
        var profile = Authorized(request, "AddRoleToInstanceProfile");
        var role = Store.Role(roleName);
        if (profile.RoleName is not null)
            throw LimitExceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
        Store.InstanceProfiles[profile.Name] = profile with { RoleName = role.Name };
        return null;
    }

    private Action<XmlText>? RemoveRole(QueryRequest request)
    {
        var roleName = Constraint.Name("RoleName", request.Parameters.Required("RoleName"), 64);
        var profile = Authorized(request, "RemoveRoleFromInstanceProfile");
        if (!roleName.Equals(profile.RoleName, StringComparison.OrdinalIgnoreCase))
            throw IamStore.NoSuchEntity($"The role with name {roleName} cannot be found.");
        Store.InstanceProfiles[profile.Name] = profile with { RoleName = null };
        return null;
    }

    private Action<XmlText> ListForRole(QueryRequest request)
    {
        var role = AuthorizedRole(request, "ListInstanceProfilesForRole");
        var profiles = Store.InstanceProfiles.Values.Where(profile => role.Name.Equals(profile.RoleName, StringComparison.OrdinalIgnoreCase));
        return Page(request, "InstanceProfiles", profiles, profile => profile.Name, (xml, profile) => IamXml.Write(xml, profile, Store));
    }

    private InstanceProfile Authorized(QueryRequest request, string action)
    {
        var name = NameOf(request);
        var profile = Store.InstanceProfiles.GetValueOrDefault(name);
        Authorize(request, action, profile?.Arn ?? Store.Arn("instance-profile", "/", name));
        return profile ?? throw IamStore.NoSuchEntity($"Instance Profile {name} cannot be found.");
    }

    private static string NameOf(QueryRequest request) => Constraint.Name("InstanceProfileName", request.Parameters.Required("InstanceProfileName"), 128);
}
