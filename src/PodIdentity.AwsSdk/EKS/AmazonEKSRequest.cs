using Amazon.Runtime;

namespace Amazon.EKS;

/// <summary>Base of all requests to Amazon EKS.</summary>
public partial class AmazonEKSRequest : AmazonWebServiceRequest;
