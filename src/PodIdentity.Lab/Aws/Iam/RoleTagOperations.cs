using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Iam;

internal sealed class RoleTagOperations(IamStore store, IamAccess access) : IamOperations(store, access)
{
    public override IReadOnlyDictionary<string, QueryOperation> Operations => new Dictionary<string, QueryOperation>
    {
        ["TagRole"] = Tag,
        ["UntagRole"] = Untag,
        ["ListRoleTags"] = request => Page(request, "Tags", AuthorizedRole(request, "ListRoleTags").Tags, tag => tag.Key, IamXml.Write),
    };

    private Action<XmlText>? Tag(QueryRequest request)
    {
        var role = AuthorizedRole(request, "TagRole", TagKeys(request));
        Store.Roles.Set(role.Name, role with { Tags = TagsOf(request, role.Tags) });
        return null;
    }

    private Action<XmlText>? Untag(QueryRequest request)
    {
        var keys = request.Parameters.List("TagKeys");
        var role = AuthorizedRole(request, "UntagRole", new Dictionary<string, IReadOnlyList<string>> { ["aws:TagKeys"] = keys });
        Store.Roles.Set(role.Name, role with { Tags = role.Tags.RemoveRange(keys) });
        return null;
    }
}
