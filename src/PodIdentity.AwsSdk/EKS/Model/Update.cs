using Amazon.Runtime;
using PodIdentity.AwsSdk;

namespace Amazon.EKS.Model;

/// <summary>Parameters of DescribeUpdate.</summary>
public partial class DescribeUpdateRequest : AmazonEKSRequest
{
    /// <summary>Name of the cluster.</summary>
    public string Name { get; set; }

    /// <summary>Id of the update.</summary>
    public string UpdateId { get; set; }

    /// <summary>Name of the node group, for an update of one.</summary>
    public string NodegroupName { get; set; }

    /// <summary>Name of the add-on; without it an update of an add-on is not found.</summary>
    public string AddonName { get; set; }
}

/// <summary>Answer to DescribeUpdate.</summary>
public partial class DescribeUpdateResponse : AmazonWebServiceResponse
{
    /// <summary>The update, which goes on in the background.</summary>
    public Update Update { get; set; }
}

/// <summary>A change to a cluster, node group or add-on that goes on in the background.</summary>
public partial class Update
{
    /// <summary>Id of the update.</summary>
    public string Id { get; set; }

    /// <summary>How far it is.</summary>
    public UpdateStatus Status { get; set; }

    /// <summary>What kind of update it is.</summary>
    public UpdateType Type { get; set; }

    /// <summary>What the update changes.</summary>
    public List<UpdateParam> Params { get; set; } = Initially.Empty<List<UpdateParam>>();

    /// <summary>When it was created, UTC.</summary>
    public DateTime? CreatedAt { get; set; }

    /// <summary>Why the update failed.</summary>
    public List<ErrorDetail> Errors { get; set; } = Initially.Empty<List<ErrorDetail>>();
}

/// <summary>One changed setting of an update.</summary>
public partial class UpdateParam
{
    /// <summary>What is changed.</summary>
    public UpdateParamType Type { get; set; }

    /// <summary>Its new value.</summary>
    public string Value { get; set; }
}

/// <summary>Why an update failed.</summary>
public partial class ErrorDetail
{
    /// <summary>What went wrong, as a code.</summary>
    public ErrorCode ErrorCode { get; set; }

    /// <summary>What went wrong, in words.</summary>
    public string ErrorMessage { get; set; }

    /// <summary>Resources that the issue is about.</summary>
    public List<string> ResourceIds { get; set; } = Initially.Empty<List<string>>();
}
