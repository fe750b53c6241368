using System.Globalization;
using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>Customer managed policies: create, new versions, delete.</summary>
internal sealed class ManagedPolicyOperations(IamStore store, IamAccess access) : IamOperations(store, access)
{
    private const int PolicySize = 6144;
    private const int VersionsPerPolicy = 5;

    public override IReadOnlyDictionary<string, QueryOperation> Operations => new Dictionary<string, QueryOperation>
    {
        ["CreatePolicy"] = Create,
        ["CreatePolicyVersion"] = CreateVersion,
        ["DeletePolicyVersion"] = DeleteVersion,
        ["DeletePolicy"] = Delete,
    };

    private Action<XmlText> Create(QueryRequest request)
    {
        var parameters = request.Parameters;
        var name = Constraint.Name("PolicyName", parameters.Required("PolicyName"), 128);
        var path = Constraint.Path("Path", parameters["Path"] ?? "/");
        var document = parameters.Required("PolicyDocument");
        var arn = Store.Arn("policy", path, name);
        Authorize(request, "CreatePolicy", arn, TagKeys(request));
        var tags = TagsOf(request);
        var description = Constraint.Description(parameters["Description"]);
        Checked(document);
        if (Store.Policies.All.Any(policy => !policy.IsAwsManaged && policy.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            throw AlreadyExists($"A policy called {name} already exists. Duplicate names are not allowed.");
        var policy = new ManagedPolicy
        {
            Name = name,
            Path = path,
            Arn = arn,
            Id = IamStore.NewId("ANPA"),
            Description = description,
            CreateDate = Store.Now,
            UpdateDate = Store.Now,
            Versions = [new PolicyVersion("v1", document, Store.Now)],
            DefaultVersionId = "v1",
            Tags = tags,
        };
        Store.Policies.Set(arn, policy);
        return result => result.Element("Policy", xml => IamXml.Write(xml, policy, Store, tags: true, description: false));
    }

    private Action<XmlText> CreateVersion(QueryRequest request)
    {
        var document = request.Parameters.Required("PolicyDocument");
        var policy = Own(request, "CreatePolicyVersion");
        Checked(document);
        if (policy.Versions.Count >= VersionsPerPolicy)
            throw LimitExceeded($"A managed policy can have up to {VersionsPerPolicy} versions. Before you create a new version, you must delete an existing version.");
        // Ids are never used again: they go on after the highest.
        var number = policy.Versions.Max(each => each.Number) + 1;
        var version = new PolicyVersion(string.Create(CultureInfo.InvariantCulture, $"v{number}"), document, Store.Now);
        var changed = policy with
        {
            Versions = policy.Versions.Add(version),
            DefaultVersionId = request.Parameters["SetAsDefault"] == "true" ? version.Id : policy.DefaultVersionId,
            UpdateDate = Store.Now,
        };
        Store.Policies.Set(policy.Arn, changed);
        return result => result.Element("PolicyVersion", xml => IamXml.Write(xml, version, changed, withDocument: false));
    }

    private Action<XmlText>? DeleteVersion(QueryRequest request)
    {
        var id = request.Parameters.Required("VersionId");
        var policy = Own(request, "DeletePolicyVersion");
        var version = policy.Versions.FirstOrDefault(each => each.Id == id) ?? throw IamStore.NoSuchEntity($"Policy {policy.Arn} version {id} does not exist or is not attachable.");
        if (id == policy.DefaultVersionId)
            throw DeleteConflict("Cannot delete the default version of a policy.");
        Store.Policies.Set(policy.Arn, policy with { Versions = policy.Versions.Remove(version) });
        return null;
    }

    private Action<XmlText>? Delete(QueryRequest request)
    {
        var policy = Own(request, "DeletePolicy");
        if (Store.Principals.Any(principal => principal.AttachedPolicies.Contains(policy.Arn) || principal.PermissionsBoundary == policy.Arn))
            throw DeleteConflict("Cannot delete a policy attached to entities.");
        if (policy.Versions.Count > 1)
            throw DeleteConflict("This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.");
        Store.Policies.Set(policy.Arn, null);
        return null;
    }

    /// <summary>AWS's own policies belong to another account: nobody may change them.</summary>
    private ManagedPolicy Own(QueryRequest request, string action)
    {
        var policy = AuthorizedPolicy(request, action);
        return policy.IsAwsManaged
            ? throw new AwsException(403, "AccessDenied", $"User: {request.Caller.Arn} is not authorized to perform: iam:{action} on resource: policy {policy.Arn}")
            : policy;
    }

    private static void Checked(string document)
    {
        IdentityDocument("PolicyDocument", document);
        if (SizeOf(document) > PolicySize)
            throw LimitExceeded($"Cannot exceed quota for PolicySize: {PolicySize}");
    }
}
