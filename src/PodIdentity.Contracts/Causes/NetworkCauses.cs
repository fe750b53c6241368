namespace PodIdentity;

public static partial class Causes
{
    private const string ExceptAgent = "kubectl set env {Owner} -n {Namespace} -c {Container} {Variable}={NoProxy}";

    /// <summary>A proxy stands between pod and agent.</summary>
    public static readonly Cause ProxyBeforeAgent = new(
        nameof(ProxyBeforeAgent),
        "Network",
        "unexpected status code recieved, expected 404, got 503; or the proxy's own error page instead of credentials.",
        "The container has HTTP_PROXY, and NO_PROXY does not except the agent's address. SDKs that follow these variables (Go's, among others) ask the proxy for the credentials; it cannot reach the node-local agent.",
        ExceptAgent);

    /// <summary>A proxy for HTTPS that some clients use for HTTP too.</summary>
    public static readonly Cause ProxyMayStandBeforeAgent = new(
        nameof(ProxyMayStandBeforeAgent),
        "Network",
        "The proxy's own error page instead of credentials.",
        "The container has a proxy for HTTPS only, and NO_PROXY does not except the agent's address. The agent is asked by HTTP, but some clients take one proxy for both.",
        ExceptAgent);

    /// <summary>Network policies cut the agent off.</summary>
    public static readonly Cause NetworkPolicyBlocksAgent = new(
        nameof(NetworkPolicyBlocksAgent),
        "Network",
        "Connect timeout on endpoint URL: \"http://169.254.170.23/v1/credentials\", since there are network policies.",
        "Network policies limit what the pod may reach, and none of them allows the agent's address at port 80.",
        "kubectl apply -n {Namespace} -f - <<< '{Policy}'");

    /// <summary>Cilium takes the agent for the host.</summary>
    public static readonly Cause CiliumTakesAgentForHost = new(
        nameof(CiliumTakesAgentForHost),
        "Network",
        "Connect timeout on endpoint URL: \"http://169.254.170.23/v1/credentials\", although a network policy allows 0.0.0.0/0.",
        "The network policies allow the agent's address, but Cilium takes it for the node itself, which no ipBlock matches. It takes a CiliumNetworkPolicy with toEntities: [host] and port 80.",
        "kubectl apply -n {Namespace} -f - <<< '{Policy}'");

    /// <summary>Security groups for pods.</summary>
    public static readonly Cause SecurityGroupsForPods = new(
        nameof(SecurityGroupsForPods),
        "Network",
        "Connect timeout on endpoint URL: \"http://169.254.170.23/v1/credentials\", for pods with a SecurityGroupPolicy only.",
        "The pod has a network interface of its own (security groups for pods). In strict mode, the default, its traffic does not pass the node, where the agent listens.",
        "kubectl set env daemonset aws-node -n kube-system POD_SECURITY_GROUP_ENFORCING_MODE=standard");
}
