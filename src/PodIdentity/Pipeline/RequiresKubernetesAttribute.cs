namespace PodIdentity.Pipeline;

/// <summary>What the caller of a cmdlet must be allowed to do in the cluster, in the words of RBAC. Help shows it, and a test runs the cmdlet with exactly these.</summary>
/// <param name="resource">Resource with its API group and subresource, e.g. <c>pods</c>, <c>daemonsets.apps</c>, <c>pods/exec</c>.</param>
/// <param name="verbs">e.g. <c>get</c>, <c>list</c>, <c>watch</c>, <c>create</c>, <c>patch</c>, <c>delete</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RequiresKubernetesAttribute(string resource, params string[] verbs) : Attribute
{
    /// <summary>The resource.</summary>
    public string Resource => resource;

    /// <summary>The verbs.</summary>
    public IReadOnlyList<string> Verbs => verbs;

    /// <summary>In all namespaces, or of the cluster; otherwise in the namespace of the service account.</summary>
    public bool ClusterWide { get; set; }

    /// <summary>In which case it is needed, e.g. <c>with -CreateServiceAccount</c>; null for always.</summary>
    public string? When { get; set; }
}
