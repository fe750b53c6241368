using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.IdentityManagement.Model;

/// <summary>Parameters of SimulatePrincipalPolicy.</summary>
public partial class SimulatePrincipalPolicyRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>ARN of the role, user or group whose policies are simulated.</summary>
    public string PolicySourceArn { get; set; }

    /// <summary>Further policies (JSON) to add.</summary>
    public List<string> PolicyInputList { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Boundary (JSON) to use in place of the attached one.</summary>
    public List<string> PermissionsBoundaryPolicyInputList { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Actions to simulate, such as <c>s3:ListAllMyBuckets</c>.</summary>
    public List<string> ActionNames { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Resources to simulate on; <c>*</c> when null.</summary>
    public List<string> ResourceArns { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Resource policy (JSON) to take into account.</summary>
    public string ResourcePolicy { get; set; }

    /// <summary>ARN of the account that owns the resources.</summary>
    public string ResourceOwner { get; set; }

    /// <summary>ARN of the user to simulate as the caller.</summary>
    public string CallerArn { get; set; }

    /// <summary>Values of condition keys.</summary>
    public List<ContextEntry> ContextEntries { get; set; } = Initially.Empty<List<ContextEntry>>();

    /// <summary>Scenario of an EC2 simulation.</summary>
    public string ResourceHandlingOption { get; set; }

    /// <summary>At most this many entries a page (1 to 1000, 100 by default).</summary>
    public int? MaxItems { get; set; }

    /// <summary>Where the next page begins.</summary>
    public string Marker { get; set; }
}

/// <summary>Answer to SimulatePrincipalPolicy.</summary>
public partial class SimulatePrincipalPolicyResponse : AmazonWebServiceResponse
{
    /// <summary>One result for each action and resource.</summary>
    public List<EvaluationResult> EvaluationResults { get; set; } = Initially.Empty<List<EvaluationResult>>();

    /// <summary>Whether there are more pages.</summary>
    public bool? IsTruncated { get; set; }

    /// <summary>Where the next page begins.</summary>
    public string Marker { get; set; }
}

/// <summary>Values of a condition key for a simulation.</summary>
public partial class ContextEntry
{
    /// <summary>Condition key, such as <c>aws:PrincipalTag/x</c>.</summary>
    public string ContextKeyName { get; set; }

    /// <summary>Its values.</summary>
    public List<string> ContextKeyValues { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Type of the values.</summary>
    public ContextKeyTypeEnum ContextKeyType { get; set; }
}

/// <summary>Result of a simulation for an action and a resource.</summary>
public partial class EvaluationResult
{
    /// <summary>The simulated action.</summary>
    public string EvalActionName { get; set; }

    /// <summary>ARN of the resource.</summary>
    public string EvalResourceName { get; set; }

    /// <summary>Allowed or not, and why not.</summary>
    public PolicyEvaluationDecisionType EvalDecision { get; set; }

    /// <summary>Statements that decided.</summary>
    public List<Statement> MatchedStatements { get; set; } = Initially.Empty<List<Statement>>();

    /// <summary>Condition keys that the policies use and the request did not give.</summary>
    public List<string> MissingContextValues { get; set; } = Initially.Empty<List<string>>();

    /// <summary>What the organization's policies say.</summary>
    public OrganizationsDecisionDetail OrganizationsDecisionDetail { get; set; }

    /// <summary>What the permissions boundary says.</summary>
    public PermissionsBoundaryDecisionDetail PermissionsBoundaryDecisionDetail { get; set; }

    /// <summary>Decision by type of policy, for simulations across accounts.</summary>
    public Dictionary<string, string> EvalDecisionDetails { get; set; } = Initially.Empty<Dictionary<string, string>>();

    /// <summary>Results for each resource.</summary>
    public List<ResourceSpecificResult> ResourceSpecificResults { get; set; } = Initially.Empty<List<ResourceSpecificResult>>();
}

/// <summary>Result of a simulation for one resource.</summary>
public partial class ResourceSpecificResult
{
    /// <summary>ARN of the resource.</summary>
    public string EvalResourceName { get; set; }

    /// <summary>Allowed or not, and why not.</summary>
    public PolicyEvaluationDecisionType EvalResourceDecision { get; set; }

    /// <summary>Statements that decided.</summary>
    public List<Statement> MatchedStatements { get; set; } = Initially.Empty<List<Statement>>();

    /// <summary>Condition keys that the policies use and the request did not give.</summary>
    public List<string> MissingContextValues { get; set; } = Initially.Empty<List<string>>();

    /// <summary>Decision by type of policy, for simulations across accounts.</summary>
    public Dictionary<string, string> EvalDecisionDetails { get; set; } = Initially.Empty<Dictionary<string, string>>();

    /// <summary>What the permissions boundary says.</summary>
    public PermissionsBoundaryDecisionDetail PermissionsBoundaryDecisionDetail { get; set; }
}

/// <summary>Statement that decided a simulation.</summary>
public partial class Statement
{
    /// <summary>Id of the policy.</summary>
    public string SourcePolicyId { get; set; }

    /// <summary>Kind of the policy.</summary>
    public PolicySourceType SourcePolicyType { get; set; }

    /// <summary>Where the statement begins.</summary>
    public Position StartPosition { get; set; }

    /// <summary>Where the statement ends.</summary>
    public Position EndPosition { get; set; }
}

/// <summary>Place in the text of a policy.</summary>
public partial class Position
{
    /// <summary>Line, from 1.</summary>
    public int? Line { get; set; }

    /// <summary>Column, from 0.</summary>
    public int? Column { get; set; }
}

/// <summary>What the organization's policies say in a simulation.</summary>
public partial class OrganizationsDecisionDetail
{
    /// <summary>Whether they allow it.</summary>
    public bool? AllowedByOrganizations { get; set; }
}

/// <summary>What the permissions boundary says in a simulation.</summary>
public partial class PermissionsBoundaryDecisionDetail
{
    /// <summary>Whether it allows it.</summary>
    public bool? AllowedByPermissionsBoundary { get; set; }
}
