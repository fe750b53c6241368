using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>What the account holds, and its quotas.</summary>
internal sealed class AccountOperations(IamStore store, IamAccess access) : IamOperations(store, access)
{
    public override IReadOnlyDictionary<string, QueryOperation> Operations => new Dictionary<string, QueryOperation> { ["GetAccountSummary"] = Summarize };

    private Action<XmlText> Summarize(QueryRequest request)
    {
        Authorize(request, "GetAccountSummary", "*");
        (string Name, int Value)[] entries =
        [
            ("Roles", Store.Roles.All.Count()),
            ("RolesQuota", 1000),
            ("Policies", Store.Policies.All.Count(policy => !policy.IsAwsManaged)),
            ("PoliciesQuota", 1500),
            ("InstanceProfiles", Store.InstanceProfiles.Count),
            ("InstanceProfilesQuota", 1000),
            ("Users", Store.Users.Count),
            ("UsersQuota", 5000),
            ("AttachedPoliciesPerRoleQuota", 10),
            ("AssumeRolePolicySizeQuota", 2048),
            ("RolePolicySizeQuota", 10240),
            ("PolicySizeQuota", 6144),
            ("VersionsPerPolicyQuota", 5),
        ];
        return result => result.Element("SummaryMap", map =>
        {
            foreach (var (name, value) in entries)
                map.Element("entry", entry => entry.Element("key", name).Element("value", value));
        });
    }
}
