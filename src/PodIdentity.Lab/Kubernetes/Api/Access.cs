using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>Who asks, and what he may.</summary>
internal sealed record KubernetesUser(string Name, ClusterAccess Access, IReadOnlyList<AccessRule>? Rules = null);

/// <summary>Who is who, and who may what: an administrator everything, a viewer reads all but secrets and never enters a pod, others what their rules say.</summary>
internal sealed class Access(string clusterName, ICloud cloud)
{
    private const string CloudTokenPrefix = "k8s-aws-v1.";

    public string AdminToken { get; } = NewToken();

    public string ViewerToken { get; } = NewToken();

    /// <summary>Null for a stranger, whatever the reason.</summary>
    public async Task<KubernetesUser?> AuthenticateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return null;
        var token = header["Bearer ".Length..].Trim();
        if (token.StartsWith(CloudTokenPrefix, StringComparison.Ordinal))
        {
            var caller = await cloud.AuthenticateAsync(clusterName, token, cancellationToken);
            return caller is null ? null : new KubernetesUser(caller.Arn, caller.Access, caller.Rules);
        }
        if (IsSame(token, AdminToken))
            return new KubernetesUser("kubernetes-admin", ClusterAccess.Administrator);
        return IsSame(token, ViewerToken) ? new KubernetesUser("kubernetes-viewer", ClusterAccess.Viewer) : null;
    }

    /// <param name="user">Who asks.</param>
    /// <param name="verb">e.g. <c>list</c>.</param>
    /// <param name="resource">With its group and subresource, e.g. <c>daemonsets.apps</c>, <c>pods/exec</c>.</param>
    /// <param name="namespace">Where; null for the whole cluster.</param>
    public static bool Allows(KubernetesUser user, string verb, string resource, string? @namespace) => user.Access switch
    {
        ClusterAccess.Administrator => true,
        _ when resource == $"{ResourceType.AccessReviews.Plural}.{ResourceType.AccessReviews.Group}" => true,
        ClusterAccess.Viewer => verb is "get" or "list" or "watch" && !resource.StartsWith("secrets", StringComparison.Ordinal) && resource != "pods/exec",
        _ => user.Rules!.Any(rule => rule.Resource == resource && rule.Verbs.Contains(verb) && (rule.Namespace is null || rule.Namespace == @namespace)),
    };

    public static bool AllowsPath(KubernetesUser user, string verb) => user.Access == ClusterAccess.Administrator || verb == "get";

    /// <summary>As RBAC's rules name it: <c>pods/exec</c>, <c>daemonsets.apps</c>, <c>deployments.apps/scale</c>.</summary>
    public static string QualifiedResource(string group, string resource, string? subresource) =>
        (group.Length == 0 ? resource : $"{resource}.{group}") + (string.IsNullOrEmpty(subresource) ? "" : "/" + subresource);

    public static void Authorize(KubernetesUser user, ApiRequest request)
    {
        if (request.IsResource ? Allows(user, request.Verb, QualifiedResource(request.Group, request.Resource, request.Subresource), request.Namespace) : AllowsPath(user, request.Verb))
            return;
        if (!request.IsResource)
            throw new KubernetesException(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {request.Verb} path \"{request.Path}\"");
        throw Refused(user, request);
    }

    private static KubernetesException Refused(KubernetesUser user, ApiRequest request)
    {
        var qualified = request.Group.Length == 0 ? request.Resource : $"{request.Resource}.{request.Group}";
        var subject = request.Name is null ? qualified : $"{qualified} \"{request.Name}\"";
        var scope = request.Namespace is null ? "at the cluster scope" : $"in the namespace \"{request.Namespace}\"";
        var details = new JsonObject();
        if (request.Name is not null)
            details["name"] = request.Name;
        if (request.Group.Length > 0)
            details["group"] = request.Group;
        details["kind"] = request.Resource;
        return new KubernetesException(403, "Forbidden",
            $"{subject} is forbidden: User \"{user.Name}\" cannot {request.Verb} resource \"{request.FullResource}\" in API group \"{request.Group}\" {scope}")
        { Details = details };
    }

    private static string NewToken() => RandomNumberGenerator.GetHexString(48, lowercase: true);

    private static bool IsSame(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
