namespace PodIdentity;

public static partial class Causes
{
    /// <summary>There is no agent.</summary>
    public static readonly Cause AgentAbsent = new(
        nameof(AgentAbsent),
        "Agent",
        "Connections to 169.254.170.23 are refused or time out; pods have AWS_CONTAINER_* variables and no credentials.",
        "Nothing answers pods at 169.254.170.23: the EKS Pod Identity Agent is not installed. Associations can be made without it.",
        "Install-EksPodIdentityAgent -ClusterName {ClusterName}");

    /// <summary>The add-on is there, its DaemonSet is not.</summary>
    public static readonly Cause AgentDaemonSetMissing = new(
        nameof(AgentDaemonSetMissing),
        "Agent",
        "EKS shows the add-on, but kube-system has no DaemonSet eks-pod-identity-agent.",
        "Somebody deleted the agent's DaemonSet, or the add-on could not make it. Updating the add-on makes it again.",
        "Install-EksPodIdentityAgent -ClusterName {ClusterName} -ResolveConflict Overwrite -Force");

    /// <summary>The agent is not ready on the node of a pod.</summary>
    public static readonly Cause AgentNotOnNode = new(
        nameof(AgentNotOnNode),
        "Agent",
        "\"connect: connection refused\" or time-outs to 169.254.170.23 on some nodes; short jobs fail on new nodes.",
        "Each node needs an agent of its own, and the one on the pod's node is missing or not ready yet. On new nodes that passes; else taints, affinity or a lack of CPU or memory keep it away.",
        "kubectl get pods --all-namespaces -l app.kubernetes.io/name=eks-pod-identity-agent --field-selector spec.nodeName={NodeName} -o wide");

    /// <summary>The agent is missing on a node that none of the pods is on.</summary>
    public static readonly Cause AgentNotOnEveryNode = new(
        nameof(AgentNotOnEveryNode),
        "Agent",
        "Pods work on some nodes and fail on others.",
        "The agent is missing or not ready on a node. The pods that were examined are on other nodes; one that is scheduled there has no credentials.",
        "kubectl get pods --all-namespaces -l app.kubernetes.io/name=eks-pod-identity-agent --field-selector spec.nodeName={NodeName} -o wide");

    /// <summary>The agent crashes.</summary>
    public static readonly Cause AgentCrashes = new(
        nameof(AgentCrashes),
        "Agent",
        "The agent's pod is in CrashLoopBackOff.",
        "The agent starts and ends again; its log says why.",
        "kubectl logs {AgentPod} --namespace {AgentNamespace} --tail 20");

    /// <summary>The agent cannot listen on its IPv6 address.</summary>
    public static readonly Cause AgentNeedsIpv6 = new(
        nameof(AgentNeedsIpv6),
        "Agent",
        "\"Unable to start server: listen tcp [fd00:ec2::23]:80: bind: cannot assign requested address\"",
        "The agent listens on an IPv4 and an IPv6 address, and IPv6 is disabled on the node. It can be told to use IPv4 alone.",
        "Install-EksPodIdentityAgent -ClusterName {ClusterName} -ConfigurationValues '{\"agent\":{\"additionalArgs\":{\"-b\":\"169.254.170.23\"}}}'");

    /// <summary>The agent was given an option that it does not know.</summary>
    public static readonly Cause AgentFlagUnknown = new(
        nameof(AgentFlagUnknown),
        "Agent",
        "The agent's log says \"unknown flag\".",
        "The add-on's configuration (agent.additionalArgs) hands the agent an option that it does not know, and it ends at once.",
        "Install-EksPodIdentityAgent -ClusterName {ClusterName} -ConfigurationValues '{\"agent\":{}}'");

    /// <summary>Another pod has the agent's port.</summary>
    public static readonly Cause AgentPortTaken = new(
        nameof(AgentPortTaken),
        "Agent",
        "Ingress or proxy pods and the agent push each other out: Pending with \"didn't have free ports\", or \"bind: address already in use\".",
        "The agent uses port 80 of the node, and a pod with hostPort 80 or with hostNetwork takes it. Move that pod to another port or other nodes.",
        "kubectl get pods --all-namespaces --field-selector spec.nodeName={NodeName} -o custom-columns=NS:.metadata.namespace,NAME:.metadata.name,HOSTNET:.spec.hostNetwork,PORTS:.spec.containers[*].ports[*].hostPort");

    /// <summary>The agent has a proxy in its environment.</summary>
    public static readonly Cause AgentBehindProxy = new(
        nameof(AgentBehindProxy),
        "Agent",
        "\"Failed probe: unexpected status code recieved, expected 404, got 503\"",
        "The agent's environment names an HTTP proxy, which then answers in place of the agent's own address. NO_PROXY must hold 169.254.170.23, in the agent and in the pods.",
        "kubectl set env {DaemonSet} --namespace {AgentNamespace} NO_PROXY=169.254.170.23,[fd00:ec2::23],localhost,127.0.0.1");

    /// <summary>All nodes are of Auto Mode, and the add-on is installed.</summary>
    public static readonly Cause AgentInstalledInVain = new(
        nameof(AgentInstalledInVain),
        "Agent",
        "The add-on's DaemonSet wants 0 pods.",
        "EKS Auto Mode has the agent built into its nodes, and the add-on keeps away from them. It does nothing here.",
        "aws eks delete-addon --cluster-name {ClusterName} --region {Region} --addon-name eks-pod-identity-agent");

    /// <summary>The add-on is too old for a cluster with Auto Mode.</summary>
    public static readonly Cause AgentTooOldForAutoMode = new(
        nameof(AgentTooOldForAutoMode),
        "Agent",
        "Pods of an IPv4 cluster get the agent's IPv6 address, or two agents are on a node of Auto Mode.",
        "Add-on versions before v1.3.4 do not keep away from the nodes of Auto Mode, which have the agent built in.",
        "Install-EksPodIdentityAgent -ClusterName {ClusterName} -AddonVersion <v1.3.4 or later>");

    /// <summary>A hybrid node has no agent.</summary>
    public static readonly Cause AgentNotOnHybridNode = new(
        nameof(AgentNotOnHybridNode),
        "Agent",
        "Pods on hybrid nodes cannot reach 169.254.170.23; pods on EC2 nodes can.",
        "Hybrid nodes have a DaemonSet of their own, which is off by default. It also takes enableCredentialsFile: true in the nodes' nodeadm configuration.",
        "Install-EksPodIdentityAgent -ClusterName {ClusterName} -ConfigurationValues '{\"daemonsets\":{\"hybrid\":{\"create\":true}}}'");

    /// <summary>The add-on is too old for hybrid nodes.</summary>
    public static readonly Cause AgentTooOldForHybridNodes = new(
        nameof(AgentTooOldForHybridNodes),
        "Agent",
        "Pods on hybrid nodes cannot reach 169.254.170.23, and the add-on refuses daemonsets.hybrid.",
        "Hybrid nodes need add-on v1.3.3-eksbuild.1 or later.",
        "Install-EksPodIdentityAgent -ClusterName {ClusterName} -AddonVersion <v1.3.3-eksbuild.1 or later> -ConfigurationValues '{\"daemonsets\":{\"hybrid\":{\"create\":true}}}'");
}
