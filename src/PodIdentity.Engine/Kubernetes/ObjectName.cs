using System.Text.RegularExpressions;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>The rules for names of Kubernetes objects.</summary>
/// <seealso href="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"/>
internal static partial class ObjectName
{
    /// <summary>A namespace: an RFC 1123 label of at most 63 characters.</summary>
    public static string RequireNamespace(string value) => LabelPattern().IsMatch(value)
        ? value
        : throw Errors.Invalid("Namespace", value, "a Kubernetes namespace", "Use 1 to 63 lower-case letters, digits or '-', starting and ending with a letter or digit.");

    /// <summary>A service account: an RFC 1123 subdomain of at most 253 characters.</summary>
    public static string RequireServiceAccount(string value) => RequireSubdomain("ServiceAccount", value, "the name of a Kubernetes service account");

    /// <summary>A pod: an RFC 1123 subdomain of at most 253 characters.</summary>
    public static string RequirePod(string value) => RequireSubdomain("PodName", value, "the name of a pod");

    /// <summary>A node: an RFC 1123 subdomain of at most 253 characters.</summary>
    public static string RequireNode(string value) => RequireSubdomain("NodeName", value, "the name of a node");

    private static string RequireSubdomain(string parameter, string value, string expected) => value.Length <= 253 && SubdomainPattern().IsMatch(value)
        ? value
        : throw Errors.Invalid(parameter, value, expected, "Use 1 to 253 lower-case letters, digits, '-' or '.', starting and ending with a letter or digit; no namespace or prefix.");

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z")]
    private static partial Regex SubdomainPattern();
}
