using System.Net;
using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

/// <summary>Someone else is changing the same thing; try again (409).</summary>
public partial class ConcurrentModificationException : AmazonIdentityManagementServiceException
{
    /// <summary>With a message only.</summary>
    public ConcurrentModificationException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public ConcurrentModificationException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public ConcurrentModificationException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>Something still uses what was to be deleted (409).</summary>
public partial class DeleteConflictException : AmazonIdentityManagementServiceException
{
    /// <summary>With a message only.</summary>
    public DeleteConflictException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public DeleteConflictException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public DeleteConflictException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>It exists already (409).</summary>
public partial class EntityAlreadyExistsException : AmazonIdentityManagementServiceException
{
    /// <summary>With a message only.</summary>
    public EntityAlreadyExistsException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public EntityAlreadyExistsException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public EntityAlreadyExistsException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>It cannot be changed just now (409).</summary>
public partial class EntityTemporarilyUnmodifiableException : AmazonIdentityManagementServiceException
{
    /// <summary>With a message only.</summary>
    public EntityTemporarilyUnmodifiableException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public EntityTemporarilyUnmodifiableException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public EntityTemporarilyUnmodifiableException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>A value is wrong (400).</summary>
public partial class InvalidInputException : AmazonIdentityManagementServiceException
{
    /// <summary>With a message only.</summary>
    public InvalidInputException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public InvalidInputException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public InvalidInputException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>A quota is used up (409).</summary>
public partial class LimitExceededException : AmazonIdentityManagementServiceException
{
    /// <summary>With a message only.</summary>
    public LimitExceededException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public LimitExceededException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public LimitExceededException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>The policy is not valid (400).</summary>
public partial class MalformedPolicyDocumentException : AmazonIdentityManagementServiceException
{
    /// <summary>With a message only.</summary>
    public MalformedPolicyDocumentException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public MalformedPolicyDocumentException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public MalformedPolicyDocumentException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>It does not exist (404).</summary>
public partial class NoSuchEntityException : AmazonIdentityManagementServiceException
{
    /// <summary>With a message only.</summary>
    public NoSuchEntityException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public NoSuchEntityException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public NoSuchEntityException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>The service could not evaluate a policy (500).</summary>
public partial class PolicyEvaluationException : AmazonIdentityManagementServiceException
{
    /// <summary>With a message only.</summary>
    public PolicyEvaluationException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public PolicyEvaluationException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public PolicyEvaluationException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>The policy belongs to a service-linked role (400).</summary>
public partial class PolicyNotAttachableException : AmazonIdentityManagementServiceException
{
    /// <summary>With a message only.</summary>
    public PolicyNotAttachableException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public PolicyNotAttachableException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public PolicyNotAttachableException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>The service failed (500).</summary>
public partial class ServiceFailureException : AmazonIdentityManagementServiceException
{
    /// <summary>With a message only.</summary>
    public ServiceFailureException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public ServiceFailureException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public ServiceFailureException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>Only the service that owns it may change it (400).</summary>
public partial class UnmodifiableEntityException : AmazonIdentityManagementServiceException
{
    /// <summary>With a message only.</summary>
    public UnmodifiableEntityException(string message) : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public UnmodifiableEntityException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>As read from an error response.</summary>
    public UnmodifiableEntityException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}
