using System.Net;
using Amazon.EKS.Model;
using k8s;
using k8s.Autorest;
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

        var reading = FindAddonAsync(aws, reference.Name, cancellationToken);
        var cluster = await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        using var connection = ClusterConnection.Open(request.Connection, aws, cluster, host);
        return await ReadAsync(aws, cluster, await reading.ConfigureAwait(false), connection.Client, cancellationToken).ConfigureAwait(false);
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
        try
        {
            var daemonSets = AgentDaemonSet.ListAsync(client, cancellationToken);
            var nodes = await AgentDaemonSet.ReadNodesAsync(client, daemonSets, cancellationToken).ConfigureAwait(false);
            return Compose(aws.Region, cluster, addon, await daemonSets.ConfigureAwait(false), nodes);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw WithoutClusterAccess(e, cluster.Name, addon);
        }
    }

    /// <summary>What EKS says is wrong with the add-on.</summary>
    public static IReadOnlyList<AgentHealthIssue> HealthIssues(Addon? addon) =>
        (addon?.Health?.Issues ?? []).Select(i => new AgentHealthIssue(i.Code?.Value ?? "Unknown", i.Message ?? "", i.ResourceIds ?? [])).ToList();

    private static Agent Compose(string region, Cluster cluster, Addon? addon, IList<V1DaemonSet> daemonSets, IReadOnlyList<AgentNode> nodes)
    {
        var desired = nodes.Count(n => n.Expected);
        var ready = nodes.Count(n => n.Expected && n.Ready);

        // Auto Mode has the agent on its own nodes only: beside nodes of other kinds it does not count as built in.
        var (source, status) = addon switch
        {
            not null => (AgentSource.AddOn, addon.Status.Value),
            _ when cluster.IsAutoMode() && desired == 0 => (AgentSource.BuiltIn, "ACTIVE"),
            _ when daemonSets.Count > 0 => (AgentSource.SelfManaged, ready == desired ? "ACTIVE" : "DEGRADED"),
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
            ConfigurationValues = string.IsNullOrWhiteSpace(addon?.ConfigurationValues) ? null : addon.ConfigurationValues,
            DesiredNodes = desired,
            ReadyNodes = ready,
            HealthIssues = HealthIssues(addon),
            Nodes = nodes,
        };
    }

    /// <summary>Half a result would say "ready on 0 of 0 nodes", and Absent of an agent that someone installed by Helm; so it is an error, which tells the half that is known.</summary>
    private static PodIdentityException WithoutClusterAccess(HttpOperationException e, string clusterName, Addon? addon)
    {
        var known = addon is null ? $"EKS has no add-on {AddonName} there" : $"EKS says that add-on {AddonName} {addon.AddonVersion} is {addon.Status.Value}";
        var (condition, kind, what, way) = e.Response.StatusCode == HttpStatusCode.Unauthorized
            ? ("KubernetesUnauthorized", ErrorKind.AuthenticationError, "does not know this identity", $"Give it an access entry with `aws eks create-access-entry --cluster-name {clusterName}` (or a line in aws-auth), or use -KubeConfigPath.")
            : ("KubernetesForbidden", ErrorKind.PermissionDenied, "forbids it", "Grant `list` on nodes, pods and daemonsets.apps in all namespaces, e.g. by the access policy AmazonEKSAdminViewPolicy.");
        return new(
            condition, kind, clusterName,
            $"Where the agent of cluster '{clusterName}' runs cannot be read: the cluster {what} ({Errors.Told(KubernetesErrors.MessageOf(e.Response.Content))}). {known}.",
            way, e);
    }
}
