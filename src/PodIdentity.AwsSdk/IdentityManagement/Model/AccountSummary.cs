using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.IdentityManagement.Model;

/// <summary>Parameters of GetAccountSummary: none.</summary>
public partial class GetAccountSummaryRequest : AmazonIdentityManagementServiceRequest;

/// <summary>Answer to GetAccountSummary.</summary>
public partial class GetAccountSummaryResponse : AmazonWebServiceResponse
{
    /// <summary>Counts and quotas by name, such as <c>AttachedPoliciesPerRoleQuota</c>.</summary>
    public Dictionary<string, int> SummaryMap { get; set; } = Initially.Empty<Dictionary<string, int>>();
}
