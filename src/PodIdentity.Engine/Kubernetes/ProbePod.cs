using System.Net;
using System.Security.Cryptography;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>Disposable pods that show what a pod of a service account gets.</summary>
internal static class ProbePod
{
    private const string ProbeLabel = "podidentity/probe";
    private const string Container = "aws-cli";
    private const string NamePrefix = "podidentity-probe-";

    // Those of Kubernetes' own generated names: no vowels, so no words.
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";

    // A run that is killed leaves a pod that ends by itself.
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(15);

    /// <summary>A pod that sleeps and passes the <c>restricted</c> Pod Security Standard.</summary>
    /// <seealso href="https://kubernetes.io/docs/concepts/security/pod-security-standards/"/>
    /// <param name="namespace">Where it runs.</param>
    /// <param name="serviceAccount">As whom.</param>
    /// <param name="image">Its image.</param>
    /// <param name="node">The only node that it may run on; null for any.</param>
    public static V1Pod Specify(string @namespace, string serviceAccount, string image, string? node = null) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new V1ObjectMeta
        {
            // Not left to the server: what must be deleted is known even when the answer to its creation never comes.
            Name = NamePrefix + RandomNumberGenerator.GetString(NameLetters, 8),
            NamespaceProperty = @namespace,
            Labels = new Dictionary<string, string> { [Ownership.Label] = Ownership.Value, [ProbeLabel] = "true" },
        },
        Spec = new V1PodSpec
        {
            ServiceAccountName = serviceAccount,
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            RestartPolicy = "Never",
            TerminationGracePeriodSeconds = 0,
            ActiveDeadlineSeconds = (long)LongestLife.TotalSeconds,
            Affinity = node is null ? null : OnNode(node),
            NodeSelector = new Dictionary<string, string> { ["kubernetes.io/os"] = "linux" },
            SecurityContext = new V1PodSecurityContext
            {
                RunAsNonRoot = true,
                RunAsUser = 65534,
                SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
            },
            Containers = [Specify(image)],
        },
    };

    // By name and through the scheduler, as daemon sets do it: taints, cordons and free room count as for any pod, which spec.nodeName would bypass.
    private static V1Affinity OnNode(string node) => new()
    {
        NodeAffinity = new V1NodeAffinity
        {
            RequiredDuringSchedulingIgnoredDuringExecution = new V1NodeSelector
            {
                NodeSelectorTerms = [new V1NodeSelectorTerm { MatchFields = [new V1NodeSelectorRequirement { Key = "metadata.name", OperatorProperty = "In", Values = [node] }] }],
            },
        },
    };

    private static V1Container Specify(string image) => new()
    {
        Name = Container,
        Image = image,
        Command = ["sleep", LongestLife.TotalSeconds.ToString("0", System.Globalization.CultureInfo.InvariantCulture)],
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
        },
        Resources = new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("10m"), ["memory"] = new("64Mi") },
            Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("256Mi") },
        },
    };

    /// <summary>Creates the pod.</summary>
    public static Task<V1Pod> CreateAsync(IKubernetes client, V1Pod pod, CancellationToken cancellationToken) =>
        client.CoreV1.CreateNamespacedPodAsync(pod, pod.Metadata.NamespaceProperty, cancellationToken: cancellationToken);

    /// <summary>Deletes a pod, at once unless told otherwise; one that is gone already is fine.</summary>
    public static async Task DeleteAsync(IKubernetes client, string @namespace, string name, CancellationToken cancellationToken, int? grace = 0)
    {
        try
        {
            await client.CoreV1.DeleteNamespacedPodAsync(name, @namespace, gracePeriodSeconds: grace, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // It ended by itself.
        }
    }

    /// <summary>All probe pods of a service account, also those of runs that were killed.</summary>
    public static async Task<IReadOnlyList<V1Pod>> ListAsync(IKubernetes client, string @namespace, string serviceAccount, CancellationToken cancellationToken)
    {
        var pods = await client.CoreV1.ListNamespacedPodAsync(@namespace, labelSelector: $"{ProbeLabel}=true", cancellationToken: cancellationToken).ConfigureAwait(false);
        return pods.Items.Where(p => p.Spec.ServiceAccountName == serviceAccount).ToList();
    }

    /// <summary>Whether a pod is one of these.</summary>
    public static bool IsProbe(this V1Pod pod) => pod.Metadata.Labels?.ContainsKey(ProbeLabel) == true;
}
