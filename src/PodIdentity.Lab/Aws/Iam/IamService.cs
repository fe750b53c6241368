using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>The IAM Query API.</summary>
internal sealed class IamService : QueryService
{
    private readonly IamStore _store;

    public IamService(IamStore store, IamAccess access)
    {
        _store = store;
        IamOperations[] topics =
        [
            new RoleOperations(store, access),
            new RolePolicyOperations(store, access),
            new RoleTagOperations(store, access),
            new ManagedPolicyOperations(store, access),
            new ManagedPolicyReadOperations(store, access),
            new InstanceProfileOperations(store, access),
            new SimulationOperations(store, access),
            new AccountOperations(store, access),
        ];
        foreach (var topic in topics)
            Add(topic.Operations.Select(operation => KeyValuePair.Create(operation.Key, Locked(operation.Value))));
    }

    public override string SigningName => "iam";

    protected override string Version => "2010-05-08";

    private QueryOperation Locked(QueryOperation operation) => request =>
    {
        lock (_store.Gate)
            return operation(request);
    };
}
