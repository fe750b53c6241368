using PodIdentity.Lab.Aws.Eks.Addons;
using PodIdentity.Lab.Aws.Eks.Associations;
using PodIdentity.Lab.Aws.Eks.Clusters;
using PodIdentity.Lab.Aws.Eks.Protocol;
using PodIdentity.Lab.Aws.Eks.Tags;
using PodIdentity.Lab.Aws.Eks.Updates;
using PodIdentity.Lab.Aws.Iam;
using PodIdentity.Lab.Aws.Rest;

namespace PodIdentity.Lab.Aws.Eks;

/// <summary>Amazon EKS: which request is which operation.</summary>
internal sealed class EksService : IAwsService
{
    private readonly EksState _state;
    private readonly List<(RestRoute Route, Func<EksCall, string> Handle)> _operations = [];

    public EksService(EksState state, IIam iam)
    {
        _state = state;
        var permissions = new EksPermissions(iam);
        var roles = new AssociationRoles(iam, permissions);
        var lifecycle = new AddonLifecycle(state);
        var associations = new AssociationOperations(state, permissions, roles);
        var addons = new AddonOperations(state, permissions, lifecycle, new AddonAssociations(associations, roles));
        var catalog = new AddonCatalogOperations(permissions);
        var clusters = new ClusterOperations(state, permissions);
        var nodegroups = new NodegroupOperations(state, permissions);
        var updates = new UpdateOperations(state, permissions, lifecycle);
        var tags = new TagOperations(state, permissions, lifecycle);

        Add("ListClusters", "GET", "/clusters", clusters.List);
        Add("DescribeCluster", "GET", "/clusters/{cluster}", clusters.Describe);
        Add("ListNodegroups", "GET", "/clusters/{cluster}/node-groups", nodegroups.List);
        Add("DescribeNodegroup", "GET", "/clusters/{cluster}/node-groups/{nodegroup}", nodegroups.Describe);

        Add("CreateAddon", "POST", "/clusters/{cluster}/addons", addons.Create);
        Add("ListAddons", "GET", "/clusters/{cluster}/addons", addons.List);
        Add("DescribeAddon", "GET", "/clusters/{cluster}/addons/{addonName}", addons.Describe);
        Add("UpdateAddon", "POST", "/clusters/{cluster}/addons/{addonName}/update", addons.Update);
        Add("DeleteAddon", "DELETE", "/clusters/{cluster}/addons/{addonName}", addons.Delete);
        Add("DescribeAddonVersions", "GET", "/addons/supported-versions", catalog.DescribeVersions);
        Add("DescribeAddonConfiguration", "GET", "/addons/configuration-schemas", catalog.DescribeConfiguration);
        Add("ListUpdates", "GET", "/clusters/{cluster}/updates", updates.List);
        Add("DescribeUpdate", "GET", "/clusters/{cluster}/updates/{updateId}", updates.Describe);

        const string Associations = "/clusters/{cluster}/pod-identity-associations";
        Add("CreatePodIdentityAssociation", "POST", Associations, associations.Create);
        Add("ListPodIdentityAssociations", "GET", Associations, associations.List);
        Add("DescribePodIdentityAssociation", "GET", Associations + "/{associationId}", associations.Describe);
        Add("UpdatePodIdentityAssociation", "POST", Associations + "/{associationId}", associations.Update);
        Add("DeletePodIdentityAssociation", "DELETE", Associations + "/{associationId}", associations.Delete);

        Add("TagResource", "POST", "/tags/{resourceArn}", tags.Tag);
        Add("UntagResource", "DELETE", "/tags/{resourceArn}", tags.Untag);
        Add("ListTagsForResource", "GET", "/tags/{resourceArn}", tags.List);
    }

    public string SigningName => "eks";

    public string? OperationOf(HttpRequest request, byte[] body) => Find(request)?.Route.Operation;

    public Task<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        var (route, handle, labels) = Find(request.Http.Request) ?? throw UnknownOperation(request.Http.Request, request.Body);
        var call = new EksCall(route.Operation, labels, request);
        lock (_state.Gate)
            return Task.FromResult(AwsResponse.Json(handle(call)));
    }

    public AwsResponse Error(AwsException error, string requestId) => EksError.Write(error);

    /// <summary>What the gateway in front of EKS says to a path or method it does not know.</summary>
    public AwsException UnknownOperation(HttpRequest request, byte[] body) => new(403, "MissingAuthenticationTokenException", "Missing Authentication Token");

    public string UsualCode(int status) => status switch
    {
        403 => "AccessDeniedException",
        404 => "ResourceNotFoundException",
        409 => "ResourceInUseException",
        429 => "ThrottlingException",
        503 => "ServiceUnavailableException",
        >= 500 => "ServerException",
        _ => "InvalidRequestException",
    };

    private void Add(string operation, string method, string template, Func<EksCall, string> handle) =>
        _operations.Add((new RestRoute(operation, method, template), handle));

    private (RestRoute Route, Func<EksCall, string> Handle, IReadOnlyDictionary<string, string> Labels)? Find(HttpRequest request)
    {
        var path = RestRoute.PathOf(request);
        foreach (var (route, handle) in _operations)
        {
            if (route.Match(request.Method, path) is { } labels)
                return (route, handle, labels);
        }

        return null;
    }
}
