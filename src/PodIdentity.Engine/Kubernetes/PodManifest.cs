using k8s;
using k8s.Models;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>A running pod's specification as its author wrote it: without what the cluster added, so that it can be created anew.</summary>
internal static class PodManifest
{
    private const string InjectedLabel = "eks.amazonaws.com/pod-identity";
    private const string ApiTokenPrefix = "kube-api-access-";

    // What the webhook adds, for Pod Identity and for IRSA: volume, and the variables that point at it.
    private static readonly string[] TokenVolumes = ["eks-pod-identity-token", "aws-iam-token"];
    private static readonly string[] TokenPaths = ["/var/run/secrets/pods.eks.amazonaws.com/", "/var/run/secrets/eks.amazonaws.com/", @"C:\var\run\secrets\"];

    /// <summary>The manifest of a pod like this one.</summary>
    public static V1Pod Of(V1Pod pod)
    {
        var copy = KubernetesJson.Deserialize<V1Pod>(KubernetesJson.Serialize(pod));
        (copy.ApiVersion, copy.Kind) = ("v1", "Pod");
        copy.Status = null;
        copy.Metadata = new V1ObjectMeta
        {
            Name = pod.Metadata.Name,
            NamespaceProperty = pod.Metadata.NamespaceProperty,
            Labels = copy.Metadata.Labels?.Where(label => label.Key != InjectedLabel).ToDictionary(),
            Annotations = copy.Metadata.Annotations,
            OwnerReferences = copy.Metadata.OwnerReferences,
        };
        Clean(copy.Spec);
        return copy;
    }

    private static void Clean(V1PodSpec spec)
    {
        // Chosen, computed or allowed anew at each creation.
        (spec.NodeName, spec.EphemeralContainers, spec.SchedulingGates) = (null, null, null);
        (spec.Priority, spec.PreemptionPolicy, spec.Overhead) = (null, null, null);

        var volumes = (spec.Volumes ?? []).Where(IsAdded).Select(volume => volume.Name).ToHashSet();
        spec.Volumes = spec.Volumes?.Where(volume => !volumes.Contains(volume.Name)).ToList();
        foreach (var container in spec.Containers.Concat(spec.InitContainers ?? []))
        {
            container.VolumeMounts = container.VolumeMounts?.Where(mount => !volumes.Contains(mount.Name)).ToList();
            container.Env = WithoutInjected(container.Env);
        }
    }

    private static bool IsAdded(V1Volume volume) =>
        volume.Projected is not null && (TokenVolumes.Contains(volume.Name) || volume.Name.StartsWith(ApiTokenPrefix, StringComparison.Ordinal));

    /// <summary>Only values that the webhook writes go: an author's own stay, also under the same names.</summary>
    private static List<V1EnvVar>? WithoutInjected(IList<V1EnvVar>? variables)
    {
        if (variables is null)
        {
            return null;
        }

        var pointsAtToken = variables.Any(v => v.Name is InjectedPod.TokenVariable && IsTokenPath(v));
        var pointsAtWebIdentity = variables.Any(v => v.Name is "AWS_WEB_IDENTITY_TOKEN_FILE" && IsTokenPath(v));
        return variables.Where(v => v.Name switch
        {
            Effectiveness.InjectedVariable or InjectedPod.TokenVariable => !pointsAtToken,
            "AWS_ROLE_ARN" or "AWS_WEB_IDENTITY_TOKEN_FILE" => !pointsAtWebIdentity,
            _ => true,
        }).ToList();
    }

    private static bool IsTokenPath(V1EnvVar variable) => TokenPaths.Any(path => variable.Value?.StartsWith(path, StringComparison.OrdinalIgnoreCase) == true);
}
