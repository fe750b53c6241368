using k8s;
using k8s.Models;

namespace PodIdentity.Engine.Diagnosis;

internal sealed partial class Facts
{
    /// <summary>The namespace's network policies.</summary>
    public Task<Reading<IList<V1NetworkPolicy>>> NetworkPoliciesAsync() => OnceAsync(
        $"`list` on `networkpolicies` in namespace {request.Namespace}",
        async () => (await Client.NetworkingV1.ListNamespacedNetworkPolicyAsync(request.Namespace, cancellationToken: cancellationToken).ConfigureAwait(false)).Items);

    /// <summary>The DaemonSets of kube-system, among them the network's: <c>aws-node</c>, <c>cilium</c>.</summary>
    public Task<Reading<IList<V1DaemonSet>>> SystemDaemonSetsAsync() => OnceAsync(
        "`list` on `daemonsets` in namespace kube-system",
        async () => (await Client.AppsV1.ListNamespacedDaemonSetAsync("kube-system", cancellationToken: cancellationToken).ConfigureAwait(false)).Items);
}
