using System.Globalization;
using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The cluster is active, and of a version and platform version that know EKS Pod Identity.</summary>
internal sealed class ClusterLink : ILink
{
    // The first platform version of each Kubernetes version that has Pod Identity; later Kubernetes versions have it from the start.
    private static readonly Dictionary<int, int> FirstPlatform = new() { [24] = 13, [25] = 10, [26] = 9, [27] = 8, [28] = 4, [29] = 1, [30] = 2, [31] = 4 };

    public string Name => "Cluster";

    public IReadOnlyList<string> Needs => [];

    public Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([Examine(facts.Cluster)]);

    private static Finding Examine(Cluster cluster)
    {
        var status = cluster.Status?.Value ?? "UNKNOWN";
        var issues = string.Concat((cluster.Health?.Issues ?? []).Select(i => $" {i.Code?.Value}: {Errors.Told(i.Message ?? "")}"));
        var seen = $"Cluster {cluster.Name} is {status}, Kubernetes {cluster.Version}, platform {cluster.PlatformVersion}, "
            + $"{cluster.KubernetesNetworkConfig?.IpFamily?.Value ?? "ipv4"}, {(cluster.IsAutoMode() ? "with" : "without")} Auto Mode.{issues}";
        if (status is "FAILED" or "DELETING")
        {
            return Finding.Failed(status == "FAILED" ? Causes.ClusterFailed : Causes.ClusterBeingDeleted, seen, cluster.Arn);
        }

        // An update leaves the API server running.
        if (status is not ("ACTIVE" or "UPDATING") || !cluster.HasApiServer())
        {
            return Finding.Failed(Causes.ClusterNotReady, seen, cluster.Arn);
        }

        return Supports(cluster) switch
        {
            false => Finding.Failed(Causes.ClusterTooOld, seen, cluster.Arn),
            null => Finding.Unread($"whether this version has EKS Pod Identity is not known. {seen}", cluster.Arn),
            _ => issues.Length > 0 ? Finding.Suspicious(Causes.ClusterUnhealthy, seen, cluster.Arn) : Finding.Passed(seen, cluster.Arn),
        };
    }

    // Null for a version that cannot be read.
    private static bool? Supports(Cluster cluster)
    {
        if (cluster.Version?.Split('.') is not ["1", var text] || !int.TryParse(text, CultureInfo.InvariantCulture, out var minor))
        {
            return null;
        }

        if (!FirstPlatform.TryGetValue(minor, out var first))
        {
            return minor > FirstPlatform.Keys.Max();
        }

        return cluster.PlatformVersion?.Split('.') is ["eks", var number] && int.TryParse(number, CultureInfo.InvariantCulture, out var platform) ? platform >= first : null;
    }
}
