using Amazon.EKS.Model;
using PodIdentity.Engine.Operations;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>What EKS says of the add-on: its status, and each issue's code with what it means.</summary>
internal static class AddonHealth
{
    private static readonly Dictionary<string, Cause> Meaning = new(StringComparer.Ordinal)
    {
        ["AccessDenied"] = Causes.AddonAccessDenied,
        ["InternalFailure"] = Causes.AddonInternalFailure,
        ["ClusterUnreachable"] = Causes.AddonClusterUnreachable,
        ["InsufficientNumberOfReplicas"] = Causes.AddonReplicasMissing,
        ["ConfigurationConflict"] = Causes.AddonConfigurationConflict,
        ["AdmissionRequestDenied"] = Causes.AddonAdmissionDenied,
        ["UnsupportedAddonModification"] = Causes.AddonModificationUnsupported,
        ["K8sResourceNotFound"] = Causes.AddonResourceMissing,
        ["AddonSubscriptionNeeded"] = Causes.AddonSubscriptionNeeded,
        ["AddonPermissionFailure"] = Causes.AddonPermissionFailure,
    };

    /// <summary>Null when the add-on is well. A sick one is a failure only where pods have to do without the agent: what runs, runs on.</summary>
    public static Finding? Examine(Addon addon, bool isBroken)
    {
        var (status, issues) = (addon.Status?.Value ?? "UNKNOWN", GetAgent.HealthIssues(addon));
        if (status is "ACTIVE" && issues.Count == 0)
        {
            return null;
        }

        var cause = issues.Select(i => Meaning.GetValueOrDefault(i.Code)).FirstOrDefault(c => c is not null)
            ?? (status is "CREATING" or "UPDATING" or "DELETING" ? Causes.AddonChanging : Causes.AddonUnhealthy);
        var evidence = $"Add-on {addon.AddonVersion} is {status}.{string.Concat(issues.Select(i => $" {i.Code}: {Errors.Told(i.Message)}"))}";
        return isBroken ? Finding.Failed(cause, evidence, addon.AddonArn) : Finding.Suspicious(cause, evidence, addon.AddonArn);
    }

    /// <summary>Whether a cause only tells of the add-on as a whole.</summary>
    public static bool IsOf(Cause? cause) => cause is not null && (Meaning.ContainsValue(cause) || cause == Causes.AddonChanging || cause == Causes.AddonUnhealthy);
}
