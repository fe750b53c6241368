using System.Net;
using Amazon.Runtime;

namespace Amazon.EKS.Model;

/// <summary>The caller's fault, such as a missing permission or an unknown cluster (400).</summary>
public partial class ClientException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public ClientException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public ClientException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public ClientException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }

    /// <summary>The cluster concerned.</summary>
    public string ClusterName { get; set; }

    /// <summary>The node group concerned.</summary>
    public string NodegroupName { get; set; }

    /// <summary>The add-on concerned.</summary>
    public string AddonName { get; set; }

    /// <summary>The EKS Anywhere subscription concerned.</summary>
    public string SubscriptionId { get; set; }
}

/// <summary>A parameter is wrong, such as a role that does not exist (yet) (400).</summary>
public partial class InvalidParameterException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public InvalidParameterException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public InvalidParameterException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public InvalidParameterException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }

    /// <summary>The cluster concerned.</summary>
    public string ClusterName { get; set; }

    /// <summary>The node group concerned.</summary>
    public string NodegroupName { get; set; }

    /// <summary>The Fargate profile concerned.</summary>
    public string FargateProfileName { get; set; }

    /// <summary>The add-on concerned.</summary>
    public string AddonName { get; set; }

    /// <summary>The EKS Anywhere subscription concerned.</summary>
    public string SubscriptionId { get; set; }
}

/// <summary>The request does not fit the state of the cluster (400).</summary>
public partial class InvalidRequestException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public InvalidRequestException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public InvalidRequestException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public InvalidRequestException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }

    /// <summary>The cluster concerned.</summary>
    public string ClusterName { get; set; }

    /// <summary>The node group concerned.</summary>
    public string NodegroupName { get; set; }

    /// <summary>The add-on concerned.</summary>
    public string AddonName { get; set; }

    /// <summary>The EKS Anywhere subscription concerned.</summary>
    public string SubscriptionId { get; set; }
}

/// <summary>The resource exists already, or is busy (409).</summary>
public partial class ResourceInUseException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public ResourceInUseException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public ResourceInUseException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public ResourceInUseException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }

    /// <summary>The cluster concerned.</summary>
    public string ClusterName { get; set; }

    /// <summary>The node group concerned.</summary>
    public string NodegroupName { get; set; }

    /// <summary>The add-on concerned.</summary>
    public string AddonName { get; set; }
}

/// <summary>A quota is used up (400).</summary>
public partial class ResourceLimitExceededException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public ResourceLimitExceededException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public ResourceLimitExceededException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public ResourceLimitExceededException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }

    /// <summary>The cluster concerned.</summary>
    public string ClusterName { get; set; }

    /// <summary>The node group concerned.</summary>
    public string NodegroupName { get; set; }

    /// <summary>The EKS Anywhere subscription concerned.</summary>
    public string SubscriptionId { get; set; }
}

/// <summary>The resource does not exist (404).</summary>
public partial class ResourceNotFoundException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public ResourceNotFoundException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public ResourceNotFoundException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public ResourceNotFoundException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }

    /// <summary>The cluster concerned.</summary>
    public string ClusterName { get; set; }

    /// <summary>The node group concerned.</summary>
    public string NodegroupName { get; set; }

    /// <summary>The Fargate profile concerned.</summary>
    public string FargateProfileName { get; set; }

    /// <summary>The add-on concerned.</summary>
    public string AddonName { get; set; }

    /// <summary>The EKS Anywhere subscription concerned.</summary>
    public string SubscriptionId { get; set; }
}
