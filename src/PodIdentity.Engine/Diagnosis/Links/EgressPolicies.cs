using System.Globalization;
using System.Net;
using System.Net.Sockets;
using k8s.Models;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>What network policies mean for a pod's way to the agent.</summary>
internal static class EgressPolicies
{
    /// <summary>The policies that limit what the pod may reach. Pods in the node's network are not subject to any.</summary>
    public static List<V1NetworkPolicy> Of(V1Pod pod, IEnumerable<V1NetworkPolicy> policies) =>
        pod.Spec.HostNetwork == true ? [] : [.. policies.Where(policy => LimitsEgress(policy.Spec) && Selects(policy.Spec.PodSelector, pod))];

    /// <summary>Whether one of the policies allows the agent's address and port.</summary>
    public static bool Allow(IEnumerable<V1NetworkPolicy> policies, IPAddress agent) => policies.SelectMany(policy => policy.Spec.Egress ?? []).Any(rule =>
        (rule.To is null or { Count: 0 } || rule.To.Any(peer => Holds(peer.IpBlock, agent)))
        && (rule.Ports is null or { Count: 0 } || rule.Ports.Any(IsAgentPort)));

    /// <summary>A policy that lets the namespace's pods reach the agent, on one line.</summary>
    public static string Allowing(IPAddress agent) =>
        $$$"""{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"allow-pod-identity-agent"},"spec":{"podSelector":{},"policyTypes":["Egress"],"egress":[{"to":[{"ipBlock":{"cidr":"{{{agent}}}/{{{(agent.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)}}}"}}],"ports":[{"protocol":"TCP","port":80}]}]}}""";

    /// <summary>The same for Cilium, where the agent counts as the host.</summary>
    public const string AllowingInCilium =
        """{"apiVersion":"cilium.io/v2","kind":"CiliumNetworkPolicy","metadata":{"name":"allow-pod-identity-agent"},"spec":{"endpointSelector":{},"egress":[{"toEntities":["host"],"toPorts":[{"ports":[{"port":"80","protocol":"TCP"}]}]}]}}""";

    // Without types, a policy with rules for egress limits it.
    private static bool LimitsEgress(V1NetworkPolicySpec spec) => spec.PolicyTypes is { Count: > 0 } types ? types.Contains("Egress") : spec.Egress is { Count: > 0 };

    private static bool Selects(V1LabelSelector? selector, V1Pod pod)
    {
        var labels = pod.Metadata.Labels ?? new Dictionary<string, string>();
        return (selector?.MatchLabels ?? new Dictionary<string, string>()).All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value)
            && (selector?.MatchExpressions ?? []).All(expression => labels.TryGetValue(expression.Key, out var value)
                ? expression.OperatorProperty switch { "In" => expression.Values.Contains(value), "NotIn" => !expression.Values.Contains(value), "Exists" => true, _ => false }
                : expression.OperatorProperty is "NotIn" or "DoesNotExist");
    }

    private static bool Holds(V1IPBlock? block, IPAddress agent) => block is not null && agent.IsIn(block.Cidr) && block.Except?.Any(range => agent.IsIn(range)) != true;

    private static bool IsAgentPort(V1NetworkPolicyPort port)
    {
        if (port.Protocol is not (null or "TCP"))
        {
            return false;
        }

        if (port.Port is null)
        {
            return true;
        }

        // A name stands for a port of the pod at the other end; the agent is none.
        return int.TryParse(port.Port.Value, CultureInfo.InvariantCulture, out var first) && first <= AgentAddress.Port && AgentAddress.Port <= (port.EndPort ?? first);
    }
}
