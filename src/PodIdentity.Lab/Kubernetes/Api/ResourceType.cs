namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>A resource that the server has.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Plural">Name in paths.</param>
/// <param name="Kind">Kind of its objects.</param>
/// <param name="Namespaced">Whether its objects live in namespaces.</param>
/// <param name="Verbs">What may be done with it.</param>
/// <param name="ShortNames">As kubectl takes them.</param>
/// <param name="Subresources">Further paths below an object.</param>
internal sealed record ResourceType(string Group, string Plural, string Kind, bool Namespaced, string[] Verbs, string[] ShortNames, string[] Subresources)
{
    private static readonly string[] All = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public static readonly ResourceType Namespaces = new("", "namespaces", "Namespace", false, [.. All.Where(verb => verb != "deletecollection")], ["ns"], ["status"]);
    public static readonly ResourceType Nodes = new("", "nodes", "Node", false, All, ["no"], ["status"]);
    public static readonly ResourceType ServiceAccounts = new("", "serviceaccounts", "ServiceAccount", true, All, ["sa"], []);
    public static readonly ResourceType Pods = new("", "pods", "Pod", true, All, ["po"], ["log", "exec", "status", "eviction"]);
    public static readonly ResourceType Events = new("", "events", "Event", true, All, ["ev"], []);
    public static readonly ResourceType ResourceQuotas = new("", "resourcequotas", "ResourceQuota", true, All, ["quota"], ["status"]);
    public static readonly ResourceType DaemonSets = new("apps", "daemonsets", "DaemonSet", true, All, ["ds"], ["status"]);
    public static readonly ResourceType Deployments = new("apps", "deployments", "Deployment", true, All, ["deploy"], ["status", "scale"]);
    public static readonly ResourceType ReplicaSets = new("apps", "replicasets", "ReplicaSet", true, All, ["rs"], ["status"]);
    public static readonly ResourceType StatefulSets = new("apps", "statefulsets", "StatefulSet", true, All, ["sts"], ["status", "scale"]);
    public static readonly ResourceType NetworkPolicies = new("networking.k8s.io", "networkpolicies", "NetworkPolicy", true, All, ["netpol"], []);

    public static readonly ResourceType MutatingWebhooks =
        new("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false, All, [], []);

    public static readonly ResourceType AccessReviews = new("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false, ["create"], [], []);

    public static readonly IReadOnlyList<ResourceType> Catalogue =
    [
        Namespaces, Nodes, ServiceAccounts, Pods, Events, ResourceQuotas, DaemonSets, Deployments, ReplicaSets, StatefulSets,
        NetworkPolicies, MutatingWebhooks, AccessReviews,
    ];

    /// <summary>All groups are served in this one version.</summary>
    public const string Version = "v1";

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Name in messages, e.g. <c>daemonsets.apps</c>.</summary>
    public string Qualified => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Kind in messages, e.g. <c>DaemonSet.apps</c>.</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    /// <summary>Whether kubectl's <c>all</c> takes it in.</summary>
    public bool InCategoryAll => this == Pods || (Group == "apps");

    public bool HasStatus => Subresources.Contains("status");

    public static ResourceType? Find(string group, string plural) =>
        Catalogue.FirstOrDefault(type => type.Group == group && type.Plural == plural);
}
