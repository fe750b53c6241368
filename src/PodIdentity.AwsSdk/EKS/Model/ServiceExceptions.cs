using System.Net;
using Amazon.Runtime;

namespace Amazon.EKS.Model;

/// <summary>The caller may not do this (403).</summary>
public partial class AccessDeniedException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public AccessDeniedException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public AccessDeniedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public AccessDeniedException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>A tagging request is malformed (400).</summary>
public partial class BadRequestException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public BadRequestException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public BadRequestException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public BadRequestException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>The resource to tag does not exist (404).</summary>
public partial class NotFoundException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public NotFoundException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public NotFoundException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public NotFoundException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>A needed resource is not visible everywhere yet (428).</summary>
public partial class ResourcePropagationDelayException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public ResourcePropagationDelayException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public ResourcePropagationDelayException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public ResourcePropagationDelayException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>The service failed (500).</summary>
public partial class ServerException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public ServerException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public ServerException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public ServerException(
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

/// <summary>The service is not available (503).</summary>
public partial class ServiceUnavailableException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public ServiceUnavailableException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public ServiceUnavailableException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public ServiceUnavailableException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>Too many requests (429).</summary>
public partial class ThrottlingException : AmazonEKSException
{
    /// <summary>With a message only.</summary>
    public ThrottlingException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public ThrottlingException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public ThrottlingException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }

    /// <summary>The cluster concerned.</summary>
    public string ClusterName { get; set; }
}
