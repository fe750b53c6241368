using Amazon.EKS.Model;
using k8s;
using k8s.Models;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Operations;

/// <summary>Reads the agent's state: the add-on from EKS, the rest from the cluster.</summary>
internal static class GetAgent
{
    public const string AddonName = "eks-pod-identity-agent";

    public static async Task<Agent> RunAsync(GetAgentRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        ClusterConnection.WarmUp();
        var reference = ClusterReference.Parse(request.ClusterName);
        using var aws = AwsSession.Open(request.Connection, host, reference.Region);
        host.WriteVerbose($"Reading cluster {reference.Name} and its add-on {AddonName} in {aws.Region}.");

        var addon = FindAddonAsync(aws, reference.Name, cancellationToken);
        var cluster = await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        using var connection = ClusterConnection.Open(request.Connection, aws, cluster, host);
        return await ReadAsync(aws, cluster, await addon.ConfigureAwait(false), connection.Client, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The add-on, or null.</summary>
    public static async Task<Addon?> FindAddonAsync(AwsSession aws, string clusterName, CancellationToken cancellationToken)
    {
        try
        {
            var response = await aws.Eks.DescribeAddonAsync(new DescribeAddonRequest { ClusterName = clusterName, AddonName = AddonName }, cancellationToken).ConfigureAwait(false);
            return response.Addon;
        }
        catch (ResourceNotFoundException)
        {
            // The cluster's own absence is told by DescribeCluster.
            return null;
        }
    }

    /// <summary>The agent as it is now.</summary>
    public static async Task<Agent> ReadAsync(AwsSession aws, Cluster cluster, Addon? addon, IKubernetes client, CancellationToken cancellationToken)
    {
        var daemonSet = AgentDaemonSet.FindAsync(client, cancellationToken);
        var nodes = await AgentDaemonSet.ReadNodesAsync(client, cancellationToken).ConfigureAwait(false);
        return Compose(aws.Region, cluster, addon, await daemonSet.ConfigureAwait(false), nodes);
    }

    private static Agent Compose(string region, Cluster cluster, Addon? addon, V1DaemonSet? daemonSet, IReadOnlyList<AgentNode> nodes)
    {
        var desired = nodes.Count(n => n.Expected);
        var ready = nodes.Count(n => n.Expected && n.Ready);
        var (source, status) = (addon, cluster.IsAutoMode(), daemonSet) switch
        {
            ({ } installed, _, _) => (AgentSource.AddOn, installed.Status.Value),
            (null, true, _) => (AgentSource.BuiltIn, "ACTIVE"),
            (null, false, not null) => (AgentSource.SelfManaged, ready == desired ? "ACTIVE" : "DEGRADED"),
            _ => (AgentSource.Absent, "ABSENT"),
        };
        return new Agent
        {
            ClusterName = cluster.Name,
            Region = region,
            Source = source,
            Status = status,
            AddonVersion = addon?.AddonVersion,
            AddonArn = addon?.AddonArn,
            DesiredNodes = desired,
            ReadyNodes = ready,
            HealthIssues = HealthIssues(addon),
            Nodes = nodes,
        };
    }

    /// <summary>What EKS says is wrong with the add-on.</summary>
    public static IReadOnlyList<AgentHealthIssue> HealthIssues(Addon? addon) =>
        (addon?.Health?.Issues ?? []).Select(i => new AgentHealthIssue(i.Code?.Value ?? "Unknown", i.Message ?? "", i.ResourceIds ?? [])).ToList();
}
