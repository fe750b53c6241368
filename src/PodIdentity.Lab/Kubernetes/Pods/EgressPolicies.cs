using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Pods;

/// <summary>Network policies, as far as they part a pod from the agent on its node. Other traffic is not looked at.</summary>
internal static class EgressPolicies
{
    private const int AgentPort = 80;

    private static readonly IPAddress[] AgentAddresses = [IPAddress.Parse("169.254.170.23"), IPAddress.Parse("fd00:ec2::23")];

    /// <summary>Whether policies select the pod for egress and none of them lets it reach the agent. Pods in the node's network are not subject to any.</summary>
    public static bool CutOffAgent(IObjectStore store, JsonObject pod)
    {
        if (pod.Flag("spec", "hostNetwork") == true) return false;
        var policies = store.List(ResourceType.NetworkPolicies.Plural, pod.Namespace()).Where(policy => Selects(policy, pod)).ToList();
        return policies.Count > 0 && !policies.SelectMany(policy => policy.Items("spec", "egress")).Any(AllowsAgent);
    }

    private static bool Selects(JsonObject policy, JsonObject pod) =>
        policy.At("spec", "policyTypes") is JsonArray types && types.Any(type => type.Text() == "Egress")
        && LabelSelector.Matches(policy.At("spec", "podSelector"), pod.At("metadata", "labels"));

    private static bool AllowsAgent(JsonObject rule) =>
        (!rule.Items("to").Any() || rule.Items("to").Any(peer => Contains(peer.At("ipBlock"))))
        && (!rule.Items("ports").Any() || rule.Items("ports").Any(IsAgentPort));

    private static bool Contains(JsonNode? block) =>
        block is not null
        && AgentAddresses.Any(address => In(block.Text("cidr"), address)
            && (block.At("except") is not JsonArray except || !except.Any(cidr => In(cidr.Text(), address))));

    private static bool In(string? cidr, IPAddress address) =>
        IPNetwork.TryParse(cidr, out var network) && network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);

    private static bool IsAgentPort(JsonObject port)
    {
        if (port.Text("protocol") is not (null or "TCP")) return false;
        var first = port.Number("port") ?? (int.TryParse(port.Text("port"), CultureInfo.InvariantCulture, out var number) ? number : null);
        return port.At("port") is null || (first <= AgentPort && AgentPort <= (port.Number("endPort") ?? first));
    }
}
