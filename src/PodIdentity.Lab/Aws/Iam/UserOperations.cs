using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>Users can be looked at; the lab's users are those it starts with.</summary>
internal sealed class UserOperations(IamStore store, IamAccess access) : IamOperations(store, access)
{
    public override IReadOnlyDictionary<string, QueryOperation> Operations => new Dictionary<string, QueryOperation>
    {
        ["GetUser"] = Get,
        ["ListAccountAliases"] = ListAliases,
    };

    private Action<XmlText> Get(QueryRequest request)
    {
        var user = request.Parameters["UserName"] is { } name
            ? Store.Users.GetValueOrDefault(Constraint.Name("UserName", name, 64))
            : Store.Users.Values.FirstOrDefault(each => each.Arn == request.Caller.Arn);
        if (user is null && request.Parameters["UserName"] is null)
            throw new AwsException(400, "ValidationError", "Must specify userName when calling with non-User credentials");
        Authorize(request, "GetUser", user?.Arn ?? Store.Arn("user", "/", request.Parameters["UserName"]!));
        if (user is null)
            throw IamStore.NoSuchEntity($"The user with name {request.Parameters["UserName"]} cannot be found.");
        return result => result.Element("User", xml =>
        {
            xml.Element("Path", user.Path).Element("UserName", user.Name).Element("UserId", user.Id).Element("Arn", user.Arn).Element("CreateDate", user.CreateDate);
            if (user.Tags.Count > 0)
                xml.List("Tags", user.Tags, IamXml.Write);
        });
    }

    private Action<XmlText> ListAliases(QueryRequest request)
    {
        Authorize(request, "ListAccountAliases", "*");
        return Page(request, "AccountAliases", Array.Empty<string>(), alias => alias, (xml, alias) => xml.Text(alias));
    }
}
