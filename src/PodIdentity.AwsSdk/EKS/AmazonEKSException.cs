using System.Net;
using Amazon.Runtime;

namespace Amazon.EKS;

/// <summary>An error answer of Amazon EKS, or a request that cannot be sent. Errors with a type of their own derive from it.</summary>
public partial class AmazonEKSException : AmazonServiceException
{
    /// <summary>With a message only.</summary>
    public AmazonEKSException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public AmazonEKSException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public AmazonEKSException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}
