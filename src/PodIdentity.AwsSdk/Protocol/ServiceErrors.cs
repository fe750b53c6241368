#nullable enable

using System.Net;
using System.Reflection;
using Amazon.Runtime;

namespace PodIdentity.AwsSdk;

/// <summary>Turns error codes into the exceptions of the service's Model namespace, or its base exception where there is none.</summary>
internal static class ServiceErrors
{
    public static TException Create<TException>(
        string? code, string? message, string? requestId, ErrorType type, HttpStatusCode status, Exception inner)
        where TException : AmazonServiceException
    {
        message ??= code is null
            ? $"The service answered with status {(int)status} and no error code."
            : $"The service answered with error {code} and no message.";
        return (TException)Activator.CreateInstance(TypeOf<TException>(code), message, inner, type, code, requestId, status)!;
    }

    /// <summary>Sets what an exception tells beyond code and message, such as the cluster's name.</summary>
    public static void FillMembers(AmazonServiceException exception, Func<string, string?> valueOf)
    {
        foreach (var property in exception.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            if (property.CanWrite && property.PropertyType == typeof(string)) property.SetValue(exception, valueOf(property.Name));
        }
    }

    /// <summary>IAM's codes lack the suffix (<c>NoSuchEntity</c>), those of EKS have it.</summary>
    private static Type TypeOf<TException>(string? code)
    {
        var name = code?.EndsWith("Exception", StringComparison.Ordinal) == true ? code : code + "Exception";
        var type = typeof(TException).Assembly.GetType($"{typeof(TException).Namespace}.Model.{name}");
        return type?.IsSubclassOf(typeof(TException)) == true ? type : typeof(TException);
    }
}
